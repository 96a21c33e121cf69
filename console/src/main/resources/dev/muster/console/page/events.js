// Records of event logs, newest first, with filters; new ones come in live.
import * as api from './api.js';
import {h, put, setText, state, select} from './dom.js';
import {time} from './format.js';
import * as live from './live.js';

const PAGE = 100;
const MOST = 1000;
const LEVELS = ['critical', 'error', 'warning', 'info', 'debug'];
const TYPED_MS = 250;
const SPANS = [['', 'any time'], ['3600', 'last hour'], ['86400', 'last 24 h'], ['604800', 'last 7 days']];

export async function show({params}) {
  const list = new EventList({client: params.get('client') ?? ''});
  const element = h('section', null, h('h1', null, 'Events'), list.element);
  const stops = [live.on('event', (events) => list.add(events)), live.on('resync', () => list.load())];
  return {
    title: 'Events',
    element,
    shown: () => list.load(),
    leave: () => {
      stops.forEach((stop) => stop());
      list.end();
    },
  };
}

/** The list with its filters; `client` fixes one client where `compact` is set. */
export class EventList {
  constructor({client = '', compact = false}) {
    this.fixed = compact ? client : '';
    this.compact = compact;
    this.inputs = this.makeInputs(client);
    this.body = h('tbody');
    this.said = h('p', {class: 'empty', role: 'status'});
    this.more = h('button', {type: 'button', hidden: true, onclick: () => this.load(this.next)}, 'Older records');
    const heads = ['Time', !compact && 'Client', 'Level', 'Log', 'Source', 'Id', 'Message'].filter(Boolean);
    this.element = h(
      'div',
      {class: 'events'},
      h('div', {class: 'toolbar', role: 'search'}, Object.values(this.inputs)),
      h(
        'div',
        {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Event log records'},
        h('table', null, h('caption', {class: 'sr'}, 'Records of event logs, newest first'), h('thead', null, h('tr', null, heads.map((text) => h('th', {scope: 'col'}, text)))), this.body),
      ),
      this.said,
      this.more,
    );
  }

  makeInputs(client) {
    const typed = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), TYPED_MS);
    };
    const input = (label, value = '') =>
      h('input', {type: 'search', placeholder: label, 'aria-label': label, spellcheck: 'false', autocapitalize: 'none', value, oninput: typed});
    const changed = () => this.load();
    return {
      text: input('Text'),
      ...(this.compact ? {} : {client: input('Client', client), group: input('Group')}),
      log: input('Log'),
      level: select([['', 'any level'], ...LEVELS.map((level) => [level, level === 'debug' ? 'debug' : `${level} or worse`])], '', {'aria-label': 'Level', onchange: changed}),
      span: select(SPANS, '', {'aria-label': 'Time', onchange: changed}),
    };
  }

  wanted() {
    const read = (name) => this.inputs[name]?.value.trim() ?? '';
    const span = Number(read('span'));
    return {
      client: this.fixed || read('client'),
      group: read('group'),
      log: read('log'),
      level: read('level'),
      text: read('text'),
      from: span ? Math.floor(api.now() - span) : '',
    };
  }

  async load(cursor = '') {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const {events, next} = await api.get('events', {...this.wanted(), limit: this.compact ? 50 : PAGE, cursor}, {signal: this.asking.signal});
      if (!cursor) {
        put(this.body);
      }
      this.body.append(...events.map((event) => this.row(event)));
      this.next = next;
      this.more.hidden = !next || this.body.rows.length >= MOST;
      this.say();
    } catch (failure) {
      failure.name === 'AbortError' || setText(this.said, failure.message);
    }
  }

  say() {
    setText(this.said, this.body.rows.length ? '' : 'No record fits. Event logs are read by Muster’s own exporter.');
  }

  /** Records that came in just now, as far as they fit the filters. */
  add(events) {
    const wanted = this.wanted();
    const fits = (event) =>
      this.fitsClient(event, wanted) &&
      (!wanted.log || event.log === wanted.log) &&
      (!wanted.level || LEVELS.indexOf(event.level) <= LEVELS.indexOf(wanted.level)) &&
      (!wanted.text || String(event.message).toLowerCase().includes(wanted.text.toLowerCase()));
    const known = new Set([...this.body.rows].slice(0, PAGE).map((row) => row.dataset.id));
    for (const event of events.filter(fits)) {
      if (!known.has(String(event.id))) {
        const row = this.row(event);
        row.classList.add('fresh');
        this.body.prepend(row);
      }
    }
    while (this.body.rows.length > MOST) {
      this.body.lastChild.remove();
    }
    this.say();
  }

  fitsClient(event, wanted) {
    return (!wanted.client || event.client === wanted.client) && (!wanted.group || event.group === wanted.group);
  }

  row(event) {
    return h(
      'tr',
      {dataset: {id: event.id ?? ''}},
      h('td', {class: 'num'}, time(event.time)),
      !this.compact && h('th', {scope: 'row'}, h('a', {href: `#/clients/${encodeURIComponent(event.client)}`}, event.client)),
      h('td', null, state(event.level)),
      h('td', null, event.log),
      h('td', null, event.source),
      h('td', {class: 'num'}, event.eventId ?? ''),
      h('td', {class: 'message'}, event.message),
    );
  }

  end() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }
}
