// What is wrong now and was before, why, and who looks after it.
import * as api from './api.js';
import {h, put, state, field, dialog, notify} from './dom.js';
import {time, value} from './format.js';
import * as live from './live.js';
import {alertTable, shownState, alertTitle, mutedWords} from './alertlist.js';
import {silenceDialog, silenceList} from './silences.js';
import {mailList} from './mails.js';
import {why} from './client.js';
import {TimeChart, seriesOf, labelText} from './chart.js';

const TABS = [
  ['firing', 'Firing'], ['pending', 'Pending'], ['silenced', 'Silenced'], ['history', 'History'],
  ['silences', 'Silences'], ['mails', 'Mails'],
];
const LEAST_AROUND = 3600;
const MOST_AROUND = 86400 * 7;
const POINTS = 240;
const PAGE = 100;

export async function show({parts, params}) {
  const [first = 'firing'] = parts;
  if (!TABS.some(([name]) => name === first)) {
    return showAlert(first);
  }
  const body = h('div');
  const counts = new Map();
  const tabs = h('nav', {class: 'tabs', 'aria-label': 'Alerts'}, TABS.map(([name, title]) => {
    const number = h('span', {class: 'faint'});
    counts.set(name, number);
    return h('a', {href: `#/alerts/${name}`, 'aria-current': name === first ? 'page' : null}, title, number);
  }));
  const element = h('section', null, h('h1', null, 'Alerts'), tabs, body);
  const view = await tabView(first, params, counts);
  put(body, view.element);
  return {title: 'Alerts', element, leave: view.leave};
}

async function tabView(tab, params, counts) {
  if (tab === 'silences') {
    return silenceList();
  }
  if (tab === 'mails') {
    return mailList();
  }
  return tab === 'history' ? history(params) : openAlerts(tab, counts);
}

async function openAlerts(tab, counts) {
  const list = alertTable({open: (alert) => (location.hash = `#/alerts/${alert.id}`)});
  const all = new Map();
  const draw = () => {
    const open = [...all.values()];
    ['firing', 'pending', 'silenced'].forEach((name) => {
      const number = open.filter((alert) => shownState(alert) === name).length;
      put(counts.get(name), number ? ` ${number}` : '');
    });
    list.set(open.filter((alert) => shownState(alert) === tab));
  };
  const load = async () => {
    const {alerts} = await api.get('alerts', {state: 'open', limit: 1000});
    all.clear();
    alerts.forEach((alert) => all.set(alert.id, alert));
    draw();
  };
  await load();
  const stops = [
    live.on('alert', (alerts) => {
      alerts.forEach((alert) => (alert.state === 'resolved' ? all.delete(alert.id) : all.set(alert.id, alert)));
      draw();
    }),
    live.on('resync', () => load().catch(() => {})),
  ];
  return {
    element: list.element,
    leave: () => {
      stops.forEach((stop) => stop());
      list.end();
    },
  };
}

async function history() {
  const list = alertTable({open: (alert) => (location.hash = `#/alerts/${alert.id}`)});
  const alerts = [];
  let next = '';
  const client = h('input', {type: 'search', placeholder: 'Client', 'aria-label': 'Client', onchange: () => load(true)});
  const type = h('input', {type: 'search', placeholder: 'Type', 'aria-label': 'Type', onchange: () => load(true)});
  const more = h('button', {type: 'button', onclick: () => load(false).catch((failure) => notify(failure.message, 'bad'))}, 'Older alerts');
  const load = async (anew) => {
    if (anew) {
      alerts.length = 0;
    }
    const page = await api.get('alerts', {state: 'ended', client: client.value.trim(), type: type.value.trim(), limit: PAGE, cursor: anew ? '' : next});
    alerts.push(...page.alerts);
    next = page.next;
    more.hidden = !next;
    list.set(alerts);
  };
  await load(true);
  return {element: h('div', null, h('div', {class: 'toolbar'}, client, type), list.element, more), leave: () => list.end()};
}

async function showAlert(id) {
  const view = new AlertView(id);
  await view.load();
  return {title: 'Alert', element: view.element, shown: () => view.drawChart(), leave: () => view.leave()};
}

class AlertView {
  constructor(id) {
    this.id = id;
    this.element = h('section', {class: 'alert'});
    this.chart = new TimeChart({title: 'Value', unit: '', tall: true, zoom: (from, to) => this.drawChart(from, to)});
    this.stops = [
      live.on('alert', (alerts) => alerts.some((one) => String(one.id) === this.id) && this.load().catch(() => {})),
    ];
  }

  leave() {
    this.stops.forEach((stop) => stop());
    this.chart.destroy();
  }

  async load() {
    this.alert = await api.get(`alerts/${api.part(this.id)}`);
    this.draw();
  }

  draw() {
    const {alert} = this;
    this.chart.unit = alert.unit ?? '';
    this.chart.max = alert.unit === 'percent' ? 100 : undefined;
    const open = alert.state !== 'resolved';
    put(
      this.element,
      h(
        'div',
        {class: 'titlebar'},
        h('a', {href: '#/alerts', class: 'crumb'}, 'Alerts'),
        h('h1', null, `${alert.client ? `${alert.client}: ` : ''}${alertTitle(alert)}`),
        state(shownState(alert), alert.mutedBy ? `${alert.state}, ${mutedWords(alert.mutedBy)}` : undefined),
        alert.acknowledgedBy && state('acknowledged', `acknowledged by ${alert.acknowledgedBy}`),
        h('span', {class: 'grow'}),
        open && !alert.acknowledgedBy && api.may('operator') && h('button', {type: 'button', class: 'primary', onclick: () => this.acknowledge()}, 'Acknowledge…'),
        open && api.may('operator') && h('button', {type: 'button', onclick: () => this.silence()}, 'Silence…'),
        alert.client && h('a', {class: 'button', href: `#/clients/${encodeURIComponent(alert.client)}`}, 'Client'),
      ),
      h('p', {class: 'lead'}, alert.sentence),
      this.chart.element,
      h('div', {class: 'split'}, this.facts(), this.reasons()),
      this.steps(),
    );
  }

  facts() {
    const {alert} = this;
    const facts = [
      ['Value', value(alert.value, alert.unit)],
      ['Limit', value(alert.limit, alert.unit)],
      ['Since', time(alert.activeSince)],
      ['Fired', time(alert.firedAt)],
      ['Over', time(alert.resolvedAt)],
      alert.acknowledgedBy && ['Acknowledged', `${alert.acknowledgedBy}, ${time(alert.acknowledgedAt)}`],
      ['From', {limit: 'a limit of the fleet file', rule: 'a rule', api: 'the API', webhook: 'a webhook'}[alert.source] ?? alert.source],
      ['Labels', labelText(alert.labels ?? {})],
      ...Object.entries(alert.annotations ?? {}),
    ].filter(Boolean);
    return h('section', null, h('h2', null, 'Facts'), h('dl', {class: 'why'}, facts.map(([name, said]) => [h('dt', null, name), h('dd', null, said ?? '–')])));
  }

  reasons() {
    return h('section', null, h('h2', null, 'Why it stands so'), this.alert.why?.length ? why(this.alert.why) : h('p', {class: 'empty'}, 'It is over, or no limit of the fleet file.'));
  }

  steps() {
    const {history = [], mails = []} = this.alert;
    return h(
      'div',
      {class: 'split'},
      h('section', null, h('h2', null, 'What happened'), h('ol', {class: 'steps'}, history.map((step) => h('li', null, h('time', null, time(step.time)), h('b', null, step.what), h('span', null, step.detail ?? ''))))),
      h('section', null, h('h2', null, 'Mails'), mails.length ? h('ul', {class: 'steps'}, mails.map((mail) => h('li', null, h('time', null, time(mail.createdAt ?? mail.sentAt)), h('a', {href: `#/mails/${encodeURIComponent(mail.id)}`}, mail.subject), h('span', null, mail.recipient ?? '')))) : h('p', {class: 'empty'}, 'No mail was written.')),
    );
  }

  async drawChart(from, to) {
    const {alert} = this;
    if (!alert.query) {
      this.chart.element.hidden = true;
      return;
    }
    const end = to ?? Math.min(api.now(), (alert.resolvedAt ?? api.now()) + LEAST_AROUND / 4);
    const begin = from ?? Math.max(end - MOST_AROUND, Math.min(alert.activeSince - LEAST_AROUND / 2, end - LEAST_AROUND));
    const step = Math.max(5, Math.ceil((end - begin) / POINTS));
    try {
      const matrix = await api.range(alert.query, begin, end, step);
      const series = seriesOf(matrix, (labels) => labels.mountpoint || labels.client || alertTitle(alert));
      await this.chart.set({series, from: begin, to: end, step, limit: alert.limit, limitText: 'limit', note: `${time(begin)} to ${time(end)}`});
    } catch (failure) {
      this.chart.fail(failure.message);
    }
  }

  async acknowledge() {
    const comment = h('textarea', {rows: 3, maxlength: 1000});
    const done = await dialog('Acknowledge', [h('p', null, 'You look after it: reminders end, and it does not escalate.'), field('Comment', comment, 'Optional; mails and history show it.')], {
      act: 'Acknowledge',
      done: () => api.post(`alerts/${api.part(this.id)}/acknowledge`, {comment: comment.value}),
    });
    if (done) {
      notify('Acknowledged.');
      await this.load();
    }
  }

  async silence() {
    const {alert} = this;
    const labels = alert.labels ?? {};
    const names = ['alertname', 'client', 'type'].filter((name) => labels[name]);
    const matchers = names.length ? names.map((name) => ({name, value: labels[name]})) : [{name: 'client', value: alert.client}, {name: 'type', value: alert.type}];
    if (await silenceDialog(matchers)) {
      notify('Silenced.');
      await this.load();
    }
  }
}
