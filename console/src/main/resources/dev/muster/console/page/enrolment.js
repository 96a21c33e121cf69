// Machines that ask to be watched, and the tokens with which they come.
import * as api from './api.js';
import * as live from './live.js';
import {h, put, setText, state, field, dialog, confirm, notify} from './dom.js';
import {time, ago} from './format.js';
import {table, text} from './table.js';

const WORDS = {pending: 'pending', accepting: 'pending', accepted: 'ok', denied: 'off', replaced: 'off'};
const act = (label, run, props) => h('button', {type: 'button', onclick: () => Promise.resolve(run()).catch((failure) => notify(failure.message, 'bad')), ...props}, label);
const actions = (make) => ({id: 'actions', label: 'Actions', hide: true, cls: 'actions', draw: (cell, row) => put(cell, make(row))});
const when = (id, label) => text(id, label, (row) => row[id], {cls: 'num', first: 'desc', draw: (cell, row) => setText(cell, row[id] ? time(row[id]) : '–')});
const waits = (machine) => machine.state === 'pending' || machine.state === 'accepting';

/** How many wait, or nothing where none does. */
export async function waiting() {
  return (await api.get('enrollments')).pending;
}

export async function enrolment() {
  const machines = table({caption: 'Machines', columns: machineColumns(() => load()), key: (one) => one.id, empty: 'No machine asked to be enrolled.'});
  const tokens = table({caption: 'Tokens for enrolment', columns: tokenColumns(() => load()), key: (one) => one.name, empty: 'No tokens: make one, and paste its line on a machine.'});
  const count = h('p', {role: 'status'});
  let lines = [];
  const load = async () => {
    const [all, made] = await Promise.all([api.get('enrollments'), api.get('enrollment-tokens')]);
    lines = made.lines;
    put(count, all.pending ? state('pending', `${all.pending} ${all.pending === 1 ? 'waits' : 'wait'} to be accepted`) : state('ok', 'nobody waits'));
    machines.set(all.enrollments);
    tokens.set(made.tokens);
    dispatchEvent(new CustomEvent('muster:enrollments', {detail: all.pending}));
  };
  await load();
  const again = () => load().catch(() => {});
  const stops = [live.on('enrollment', again), live.on('resync', again)];
  return {
    element: h('div', null,
      count,
      machines.element,
      h('h2', null, 'Tokens'),
      h('p', {class: 'hint'}, 'A machine enrols with a token: paste its line there, as root or administrator.'),
      h('div', {class: 'toolbar'}, act('New token…', () => newToken(load, () => lines), {class: 'primary'})),
      tokens.element),
    leave: () => {
      stops.forEach((stop) => stop());
      machines.end();
      tokens.end();
    },
  };
}

function machineColumns(load) {
  return [
    text('name', 'Name', (one) => one.name, {head: true}),
    {id: 'state', label: 'State', value: (one) => one.state, draw: (cell, one) => put(cell, state(WORDS[one.state], one.state === 'accepting' ? 'is being accepted' : one.state), one.warning && waits(one) ? h('small', {class: 'warn'}, ' ', one.warning) : null)},
    text('ip', 'Address', (one) => (one.ip.includes(':') ? `[${one.ip}]:${one.port}` : `${one.ip}:${one.port}`)),
    text('group', 'Group', (one) => one.group),
    text('system', 'System', (one) => one.system),
    text('token', 'Token', (one) => one.token),
    text('since', 'Since', (one) => one.since, {cls: 'num', first: 'desc', draw: (cell, one) => setText(cell, ago(one.since, api.now()))}),
    actions((one) => (waits(one) ? [
      act('Accept…', () => accept(one, load), {class: 'primary', 'aria-label': `Accept ${one.name}…`}),
      one.state === 'pending' && act('Deny…', () => confirm('Deny the machine', `${one.name} at ${one.ip} is not enrolled; it is told so.`, 'Deny', () => api.post(`enrollments/${api.part(one.id)}/deny`)).then((done) => done && load()), {'aria-label': `Deny ${one.name}…`}),
    ] : h('span', {class: 'faint'}, one.decided ? time(one.decided) : ''))),
  ];
}

async function accept(one, load) {
  const name = h('input', {value: one.name, required: true, maxlength: 63, autocapitalize: 'none', spellcheck: 'false'});
  const group = h('input', {value: one.group, maxlength: 100});
  const ip = h('input', {value: one.ip, required: true, autocapitalize: 'none', spellcheck: 'false'});
  const port = h('input', {type: 'number', min: 1, max: 65535, value: one.port, required: true});
  const replace = h('input', {type: 'checkbox'});
  const known = h('dl', {class: 'why'}, [['Host', one.host], ['Its addresses', one.addresses.join(', ')], ['System', one.system], ['Exporter', one.version], ['Token', one.token]].map(([label, each]) => [h('dt', null, label), h('dd', null, each || '–')]));
  const done = await dialog(`Accept ${one.name}`, [
    one.warning && h('p', {class: 'trouble'}, one.warning),
    known,
    field('Name', name),
    field('Group', group, 'Empty: none.'),
    field('Address', ip, 'By which the server reaches it.'),
    field('Port', port),
    h('label', {class: 'inline'}, replace, ' in place of the client that has the name: the fleet stays as it is, its old certificate is revoked'),
  ], {
    act: 'Accept',
    done: () => api.post(`enrollments/${api.part(one.id)}/accept`, {name: name.value.trim(), group: group.value.trim(), ip: ip.value.trim(), port: Number(port.value), replace: replace.checked}),
  });
  if (done) {
    notify(`${done.name} is enrolled.`);
    await load();
  }
}

function tokenColumns(load) {
  return [
    text('name', 'Name', (token) => token.name, {head: true}),
    {id: 'used', label: 'Used', cls: 'num', value: (token) => token.used, draw: (cell, token) => setText(cell, token.uses ? `${token.used} of ${token.uses}` : `${token.used}, any number`)},
    {id: 'atOnce', label: 'Machines are', value: (token) => Number(token.atOnce), draw: (cell, token) => setText(cell, token.atOnce ? 'accepted at once' : 'looked at')},
    text('group', 'Group', (token) => token.group),
    {id: 'expires', label: 'Ends', cls: 'num', value: (token) => token.expires, draw: (cell, token) => put(cell, time(token.expires), ' ', token.expires <= api.now() ? state('off', 'over') : token.uses && token.used >= token.uses ? state('off', 'used up') : null)},
    when('made', 'Made'),
    actions((token) => act('Remove…', () => confirm('Remove the token', `No machine enrols with ${token.name} any more; those that are enrolled stay so.`, 'Remove', () => api.remove(`enrollment-tokens/${api.part(token.name)}`)).then((done) => done && load()), {'aria-label': `Remove ${token.name}…`})),
  ];
}

async function newToken(load, lines) {
  const name = h('input', {required: true, maxlength: 100, autocapitalize: 'none', spellcheck: 'false'});
  const group = h('input', {maxlength: 100});
  const uses = h('input', {type: 'number', min: 1, max: 100000, value: 1});
  const days = h('input', {type: 'number', min: 1, max: 3660, value: 7, required: true});
  const atOnce = h('input', {type: 'checkbox'});
  const made = await dialog('New token', [
    field('Name', name),
    field('For how many machines', uses, 'Empty: any number, as for an image.'),
    field('Ends after days', days),
    field('Group', group, 'Of its clients; empty: the one they ask for.'),
    h('label', {class: 'inline'}, atOnce, ' machines are accepted at once'),
  ], {
    act: 'Make',
    done: () => api.post('enrollment-tokens', {name: name.value.trim(), group: group.value.trim(), atOnce: atOnce.checked, uses: uses.value ? Number(uses.value) : null, expires: Math.round(api.now() + Number(days.value) * 86400)}),
  });
  if (made) {
    await load();
    await dialog('Paste one of these lines', [
      h('p', null, 'The token is shown this once; copy the line now.'),
      lines().map(({name: label, text: line}) => pasted(label, line.replaceAll('{url}', location.origin).replaceAll('{token}', made.token))),
    ]);
  }
}

function pasted(label, line) {
  return h('section', {class: 'paste'},
    h('h3', null, label),
    h('pre', {class: 'secret', tabindex: '0', 'aria-label': label}, line),
    act('Copy', async () => {
      await navigator.clipboard.writeText(line);
      notify('Copied.');
    }, {'aria-label': `Copy the line for ${label}`}));
}
