// Who may do what, what keeps the fleet together, and how Muster itself is.
import * as api from './api.js';
import * as live from './live.js';
import {h, put, setText, state, field, select, dialog, confirm, notify} from './dom.js';
import {time, bytes, duration, plain, ago, zone} from './format.js';
import {table, text} from './table.js';
import {fleetFile} from './fleetfile.js';
import {certificates} from './certificates.js';
import {enrolment, waiting} from './enrolment.js';

const TABS = [
  ['fleet-file', 'Fleet file', fleetFile],
  ['health', 'Health', health],
  ['users', 'Users', users],
  ['tokens', 'Tokens', tokens],
  ['sessions', 'Sessions', sessions],
  ['audit', 'Audit', audit],
  ['certificates', 'Certificates', certificates],
  ['enrolment', 'Enrolment', enrolment],
];
const ROLES = [['viewer', 'viewer: sees'], ['operator', 'operator: also acknowledges and silences'], ['admin', 'admin: everything']];
const TOKEN_ROLES = [...ROLES, ['alerts', 'alerts: posts alerts, nothing else'], ['samples', 'samples: brings samples, nothing else']];
const REFRESH_MS = 15000;
const PAGE = 200;

export async function show({parts}) {
  if (!api.may('admin')) {
    return {title: 'Admin', element: h('section', {class: 'alone'}, h('h1', null, 'Admin'), h('p', null, 'Only users with the role admin see this.'))};
  }
  const [first = 'fleet-file'] = parts;
  const [name, title, make] = TABS.find(([tab]) => tab === first) ?? TABS[0];
  const view = await make();
  const badge = h('span', {class: 'badge', hidden: true});
  const tabs = h('nav', {class: 'tabs', 'aria-label': 'Administration'}, TABS.map(([tab, label]) => h('a', {href: `#/admin/${tab}`, 'aria-current': tab === name ? 'page' : null}, label, tab === 'enrolment' && [' ', badge])));
  const leave = countEnrolments(badge);
  return {
    title,
    element: h('section', null, h('h1', null, 'Admin'), tabs, view.element),
    leave: () => {
      leave();
      view.leave?.();
    },
  };
}

/** Shows how many machines wait to be enrolled; gives what ends that. */
function countEnrolments(badge) {
  const draw = (count) => {
    badge.hidden = !count;
    setText(badge, count);
    badge.setAttribute('aria-label', `${count} ${count === 1 ? 'waits' : 'wait'} to be accepted`);
  };
  const load = () => waiting().then(draw).catch(() => {});
  const told = (event) => draw(event.detail);
  addEventListener('muster:enrollments', told);
  const stop = live.on('enrollment', load);
  load();
  return () => {
    removeEventListener('muster:enrollments', told);
    stop();
  };
}

const list = (data, name) => (Array.isArray(data) ? data : (data?.[name] ?? []));
const actions = (make) => ({id: 'actions', label: 'Actions', hide: true, cls: 'actions', draw: (cell, row) => put(cell, make(row))});
const act = (label, run, props) => h('button', {type: 'button', onclick: () => Promise.resolve(run()).catch((failure) => notify(failure.message, 'bad')), ...props}, label);
const when = (id, label) => text(id, label, (row) => row[id], {cls: 'num', first: 'desc', draw: (cell, row) => setText(cell, time(row[id]))});
const groupsText = (row) => (row.groups?.length ? row.groups.join(', ') : 'all');
const groupsOf = (input) => input.value.split(',').map((one) => one.trim()).filter(Boolean);

/** A table that is loaded, and loaded again after each change. */
async function page(name, columns, key, add) {
  const load = async () => grid.set(list(await api.get(name), name));
  const grid = table({caption: name, columns: columns(load), key, empty: `No ${name}.`});
  await load();
  return {
    element: h('div', null, add && h('div', {class: 'toolbar'}, act(add[0], () => add[1](load), {class: 'primary'})), grid.element),
    leave: () => grid.end(),
  };
}

function users() {
  return page(
    'users',
    (load) => [
      text('name', 'Name', (user) => user.name, {head: true}),
      text('role', 'Role', (user) => user.role),
      text('groups', 'Groups', groupsText),
      text('mail', 'Mail', (user) => user.mail ?? ''),
      {id: 'disabled', label: 'State', value: (user) => Number(user.disabled), draw: (cell, user) => put(cell, user.disabled ? state('off', 'locked') : user.hasPassword === false ? state('pending', 'invited') : state('ok', 'may log in'))},
      when('lastLogin', 'Last log-in'),
      actions((user) => [
        act('Edit…', () => editUser(user, load)),
        user.mail && act('Invite', async () => {
          await api.post(`users/${api.part(user.name)}/invite`);
          notify(`A link to set a password is on its way to ${user.mail}.`);
        }),
        user.name !== api.user().name && act('Remove…', () => confirm('Remove the user', `${user.name} can log in no more; tokens and sessions end.`, 'Remove', () => api.remove(`users/${api.part(user.name)}`)).then((done) => done && load())),
      ]),
    ],
    (user) => user.name,
    ['New user…', (load) => editUser(null, load)],
  );
}

async function editUser(user, load) {
  const name = h('input', {value: user?.name ?? '', disabled: Boolean(user), required: true, autocapitalize: 'none', spellcheck: 'false'});
  const mail = h('input', {type: 'email', value: user?.mail ?? ''});
  const role = select(ROLES, user?.role ?? 'viewer');
  const groups = h('input', {value: user?.groups?.join(', ') ?? ''});
  const disabled = h('input', {type: 'checkbox', checked: user?.disabled ?? false});
  const password = h('input', {type: 'password', autocomplete: 'new-password', minlength: 10});
  const fields = [
    field('Name', name),
    field('Mail', mail, 'Invitations and new passwords go there.'),
    field('Role', role),
    field('Groups', groups, 'Whose clients are seen, with commas between; empty: all.'),
    user ? h('label', {class: 'inline'}, disabled, ' may not log in') : field('Password', password, 'Empty: the user is invited by mail.'),
  ];
  const wanted = () => ({mail: mail.value, role: role.value, groups: groupsOf(groups)});
  const done = await dialog(user ? user.name : 'New user', fields, {
    done: async () => {
      if (user) {
        return api.patch(`users/${api.part(user.name)}`, {...wanted(), disabled: disabled.checked});
      }
      await api.post('users', {name: name.value.trim(), ...wanted(), ...(password.value ? {password: password.value} : {})});
      if (!password.value && mail.value) {
        await api.post(`users/${api.part(name.value.trim())}/invite`);
      }
      return true;
    },
  });
  if (done) {
    await load();
  }
}

function tokens() {
  return page(
    'tokens',
    (load) => [
      text('name', 'Name', (token) => token.name, {head: true}),
      text('role', 'Role', (token) => token.role ?? ''),
      text('groups', 'Groups', groupsText),
      when('made', 'Made'),
      when('expires', 'Expires'),
      actions((token) => act('Remove…', () => confirm('Remove the token', `Programs that use ${token.name} are refused from now on.`, 'Remove', () => api.remove(`tokens/${api.part(token.name)}`)).then((done) => done && load()))),
    ],
    (token) => token.name,
    ['New token…', newToken],
  );
}

async function newToken(load) {
  const name = h('input', {required: true, autocapitalize: 'none', spellcheck: 'false'});
  const role = select(TOKEN_ROLES, 'viewer');
  const groups = h('input');
  const days = select([['30', '30 days'], ['365', 'a year'], ['', 'never']], '365');
  let made = null;
  const done = await dialog('New token', [field('Name', name), field('Role', role), field('Groups', groups, 'With commas between; empty: all.'), field('Expires after', days)], {
    act: 'Make',
    done: async () => {
      made = await api.post('tokens', {name: name.value.trim(), role: role.value, groups: groupsOf(groups), ...(days.value ? {expires: Math.round(api.now() + Number(days.value) * 86400)} : {})});
      return made;
    },
  });
  if (done) {
    await load();
    await dialog('The token', [h('p', null, 'It is shown this once; copy it now.'), h('pre', {class: 'secret', tabindex: '0'}, made.token)]);
  }
}

function sessions() {
  return page(
    'sessions',
    (load) => [
      text('user', 'User', (one) => one.user, {head: true}),
      text('address', 'Address', (one) => one.address ?? ''),
      text('agent', 'Browser', (one) => one.agent ?? '', {cls: 'message'}),
      when('begun', 'Since'),
      when('used', 'Last used'),
      when('ends', 'Ends'),
      actions((one) => (one.current ? h('span', {class: 'faint'}, 'this one') : act('End', async () => {
        await api.remove(`sessions/${api.part(one.id)}`);
        await load();
      }))),
    ],
    (one) => String(one.id),
  );
}

async function audit() {
  const user = h('input', {type: 'search', placeholder: 'User', 'aria-label': 'User', onchange: () => load().catch((failure) => notify(failure.message, 'bad'))});
  const grid = table({
    caption: 'Audit',
    key: (row) => String(row.id),
    empty: 'Nothing is noted.',
    columns: [
      when('time', 'Time'),
      text('user', 'User', (row) => row.user ?? '', {head: true}),
      {id: 'what', label: 'What', value: (row) => row.what, draw: (cell, row) => put(cell, row.failed ? state('failed', `${row.what}, refused`) : row.what)},
      text('detail', 'Detail', (row) => row.detail ?? '', {cls: 'message'}),
      text('address', 'Address', (row) => row.address ?? ''),
    ],
  });
  let rows = [];
  let next = null;
  const load = async (cursor = null) => {
    const page = await api.get('audit', {user: user.value.trim(), limit: PAGE, cursor});
    rows = cursor ? [...rows, ...page.entries] : page.entries;
    next = page.next;
    more.hidden = !next;
    grid.set(rows);
  };
  const more = act('Older entries', () => load(next), {hidden: true});
  await load();
  return {element: h('div', null, h('div', {class: 'toolbar'}, user), grid.element, more), leave: () => grid.end()};
}

/** How Muster itself is, read anew while it is looked at. */
async function health() {
  const body = h('div', {class: 'health'});
  const load = async () => put(body, healthCards(await api.get('health')));
  await load();
  const timer = setInterval(() => document.hidden || load().catch(() => {}), REFRESH_MS);
  return {element: body, leave: () => clearInterval(timer)};
}

function healthCards(data) {
  const {trouble, version, startedAt, ...rest} = data;
  const own = Object.entries(rest).filter(([, known]) => known === null || typeof known !== 'object');
  const parts = Object.entries(rest).filter(([, known]) => known !== null && typeof known === 'object');
  return [
    h('p', null, trouble ? state('failed', trouble) : state('ok', 'Muster is healthy'), ` · ${version} · up ${duration(api.now() - startedAt)}, since ${time(startedAt)} ${zone()}`),
    h('div', {class: 'cards'}, own.length > 0 && card('process', Object.fromEntries(own)), parts.map(([name, known]) => card(name, known))),
  ];
}

function card(name, known) {
  const rows = Array.isArray(known) ? known.flatMap((one, index) => Object.entries(one ?? {}).map(([key, each]) => [`${one.name ?? one.url ?? index + 1} ${spaced(key)}`, key, each])) : Object.entries(known).map(([key, each]) => [spaced(key), key, each]);
  return h('section', {class: 'card'}, h('h2', null, spaced(name)), rows.length ? h('dl', {class: 'why'}, rows.map(([label, key, each]) => [h('dt', null, label), h('dd', null, shown(key, each))])) : h('p', {class: 'empty'}, 'none'));
}

const spaced = (name) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/ bytes$| seconds$/, '');

function shown(key, each) {
  if (each === null || each === undefined) {
    return '–';
  }
  if (typeof each === 'boolean') {
    return each ? 'yes' : 'no';
  }
  if (typeof each === 'object') {
    return Object.entries(each).map(([name, one]) => `${spaced(name)} ${shown(name, one)}`).join(', ') || '–';
  }
  if (typeof each !== 'number') {
    return String(each);
  }
  if (/bytes$/i.test(key)) {
    return bytes(each);
  }
  if (/(At|oldest|newest|last\w*)$/.test(key) && each > 1e9) {
    return `${time(each)} (${ago(each, api.now())})`;
  }
  return /seconds$/i.test(key) ? (each < 10 ? `${plain(each)} s` : duration(each)) : plain(each);
}
