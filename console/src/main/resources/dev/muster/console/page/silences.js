// Silences by Alertmanager's API: once or coming back; what the fleet file plans beside them.
import * as api from './api.js';
import {h, put, setText, state, field, select, dialog, confirm, notify, choice} from './dom.js';
import {time, zoneName} from './format.js';
import * as live from './live.js';
import {table, text} from './table.js';

const LENGTHS = [['3600', '1 hour'], ['7200', '2 hours'], ['28800', '8 hours'], ['86400', '1 day'], ['604800', '1 week'], ['own', 'until …']];
const DAYS = [['*', 'every day'], ['MON-FRI', 'Monday to Friday'], ['SAT,SUN', 'at the weekend'], ['MON', 'Mondays'], ['TUE', 'Tuesdays'], ['WED', 'Wednesdays'], ['THU', 'Thursdays'], ['FRI', 'Fridays'], ['SAT', 'Saturdays'], ['SUN', 'Sundays']];
const RECURS_SECONDS = 86400 * 365 * 10;
const SOON_MS = 400;

const operator = (matcher) => `${matcher.isEqual === false ? '!' : '='}${matcher.isRegex ? '~' : matcher.isEqual === false ? '=' : ''}`;
const matcherText = (matcher) => `${matcher.name}${operator(matcher)}${JSON.stringify(matcher.value)}`;

/** `name="value"` and its kind, one a line, as matchers; throws one sentence. */
function matchersOf(lines) {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const found = /^([^=!~\s]+)\s*(=~|!~|!=|=)\s*(.*)$/.exec(line);
      if (!found) {
        throw new Error(`“${line}” is no condition; use one such as client="lab2-01".`);
      }
      const [, name, op, rest] = found;
      const quoted = rest.startsWith('"') && rest.endsWith('"') && rest.length > 1;
      return {name, value: quoted ? unquote(rest) : rest, isRegex: op.endsWith('~'), isEqual: !op.startsWith('!')};
    });
}

function unquote(textual) {
  try {
    return JSON.parse(textual);
  } catch {
    return textual.slice(1, -1);
  }
}

/** Asks how long alerts with these labels are silenced, and silences them; null where that was left. */
export function silenceDialog(matchers, before = null) {
  const conditions = h('textarea', {rows: 3, spellcheck: 'false', class: 'mono'});
  conditions.value = matchers.map((one) => matcherText({isEqual: true, ...one})).join('\n');
  const comment = h('input', {value: before?.comment ?? ''});
  const once = onceFields();
  const again = againFields();
  again.element.hidden = true;
  let recurs = false;
  const kind = choice('How often', [['once', 'Once'], ['again', 'Recurring']], 'once', (chosen) => {
    recurs = chosen === 'again';
    once.element.hidden = recurs;
    again.element.hidden = !recurs;
  });
  const body = [
    h('p', {class: 'hint'}, 'What still fires at its end is told then.'),
    field('Conditions, all of which must hold', conditions, 'One a line, such as client="lab2-01" or group=~"lab-.*"'),
    kind,
    once.element,
    again.element,
    field('Comment', comment),
  ];
  return dialog('Silence', body, {
    act: 'Silence',
    done: () => {
      const wanted = {matchers: matchersOf(conditions.value), createdBy: api.user().name, comment: comment.value || 'from the console', ...(recurs ? again.read() : once.read())};
      return api.request('POST', `${api.ALERTMANAGER}/silences`, {body: wanted});
    },
  });
}

function onceFields() {
  const length = select(LENGTHS, '7200');
  const end = h('input', {type: 'datetime-local', step: '60'});
  const own = field(`Until (${zoneName()})`, end);
  own.hidden = true;
  length.addEventListener('change', () => (own.hidden = length.value !== 'own'));
  return {
    element: h('div', {class: 'row'}, field('For', length), own),
    read: () => {
      const now = api.now();
      const until = length.value === 'own' ? Date.parse(end.value) / 1000 : now + Number(length.value);
      if (!Number.isFinite(until) || until <= now) {
        throw new Error('The end is not in the future; choose a later one.');
      }
      return {startsAt: iso(now), endsAt: iso(until)};
    },
  };
}

function againFields() {
  const days = select(DAYS, 'SUN');
  const at = h('input', {type: 'time', value: '02:00', required: true});
  const length = h('input', {value: '2h', size: '6', spellcheck: 'false'});
  return {
    element: h('div', {class: 'row'}, field('When', days), field(`At (${zoneName()})`, at), field('For', length, 'such as 30m, 2h')),
    read: () => {
      const [hour, minute] = at.value.split(':').map(Number);
      if (!Number.isInteger(hour)) {
        throw new Error('The time of day is missing; give one such as 02:00.');
      }
      const now = api.now();
      return {
        startsAt: iso(now),
        endsAt: iso(now + RECURS_SECONDS),
        schedule: `${minute} ${hour} * * ${days.value} for ${length.value.trim()} ${zoneName()}`,
      };
    },
  };
}

const iso = (seconds) => new Date(seconds * 1000).toISOString();
const unix = (textual) => Date.parse(textual) / 1000;

/** Silences in force or to come, and the maintenance windows of the fleet file. */
export async function silenceList() {
  const silences = silenceTable(() => load().catch((failure) => notify(failure.message, 'bad')));
  const windows = windowTable();
  const load = async () => {
    const list = await api.request('GET', `${api.ALERTMANAGER}/silences`);
    silences.set(list.filter((one) => one.status.state !== 'expired'));
    const planned = await api.get('maintenance').catch(() => ({}));
    windows.set((planned.windows ?? []).map((one, index) => ({...one, key: `${index} ${one.name}`})));
  };
  await load();
  let timer = 0;
  const stop = live.on('alert', () => {
    clearTimeout(timer);
    timer = setTimeout(() => load().catch(() => {}), SOON_MS);
  });
  const add = h('button', {type: 'button', class: 'primary', onclick: async () => (await silenceDialog([{name: 'client', value: ''}])) && load()}, 'New silence…');
  return {
    element: h(
      'div',
      null,
      api.may('operator') && h('div', {class: 'toolbar'}, add),
      silences.element,
      h('h2', null, 'Maintenance windows of the fleet file'),
      windows.element,
    ),
    leave: () => {
      stop();
      clearTimeout(timer);
      silences.end();
      windows.end();
    },
  };
}

function silenceTable(changed) {
  const end = (silence) =>
    confirm('End the silence', `What it silences (${silence.matchers.map(matcherText).join(', ')}) is told from now on.`, 'End it', async () => {
      await api.request('DELETE', `${api.ALERTMANAGER}/silence/${api.part(silence.id)}`);
      changed();
    });
  return table({
    caption: 'Silences',
    key: (silence) => silence.id,
    sort: ['endsAt', 'asc'],
    empty: 'No silence is in force or to come.',
    columns: [
      {id: 'state', label: 'State', value: (one) => one.status.state, draw: (cell, one) => put(cell, state(one.status.state, one.status.state === 'active' ? 'in force' : 'to come'))},
      text('matchers', 'Conditions', (one) => one.matchers.map(matcherText).join(', '), {cls: 'mono', head: true}),
      text('schedule', 'Comes back', (one) => one.annotations?.schedule ?? ''),
      text('endsAt', 'Ends', (one) => unix(one.endsAt), {cls: 'num', draw: (cell, one) => setText(cell, one.annotations?.schedule ? '–' : time(unix(one.endsAt)))}),
      text('createdBy', 'By', (one) => one.createdBy),
      text('comment', 'Comment', (one) => one.comment, {cls: 'message'}),
      {id: 'end', label: 'Actions', hide: true, draw: (cell, one) => put(cell, api.may('operator') && h('button', {type: 'button', onclick: () => end(one)}, 'End…'))},
    ],
  });
}

function windowTable() {
  return table({
    caption: 'Maintenance windows',
    key: (one) => one.key,
    empty: 'The fleet file plans none.',
    columns: [
      text('name', 'Name', (one) => one.name ?? '', {head: true}),
      {id: 'active', label: 'State', draw: (cell, one) => put(cell, one.active ? state('active', 'in force') : state('off', 'to come'))},
      text('when', 'When', (one) => one.when ?? '', {cls: 'mono'}),
      text('matchers', 'What', (one) => (one.matchers ?? []).join(', ') || 'everything', {cls: 'mono'}),
      text('comment', 'Comment', (one) => one.comment ?? '', {cls: 'message'}),
      text('next', 'Next', (one) => one.next, {cls: 'num', draw: (cell, one) => setText(cell, time(one.next))}),
    ],
  });
}
