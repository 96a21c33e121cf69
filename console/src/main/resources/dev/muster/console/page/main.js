// The frame around every view: log-in, navigation, what is live, which view an address names.
import * as api from './api.js';
import {h, put, setText, glyph, notify} from './dom.js';
import {zone, zoneName, count} from './format.js';
import * as live from './live.js';

const VIEWS = {
  fleet: ['Fleet', () => import('./fleet.js')],
  clients: ['', () => import('./client.js')],
  alerts: ['Alerts', () => import('./alerts.js')],
  mails: ['', () => import('./mails.js')],
  events: ['Events', () => import('./events.js')],
  explore: ['Explore', () => import('./explore.js')],
  admin: ['Admin', () => import('./admin.js')],
};
const TABS = {clients: 'fleet', mails: 'alerts'};
const OPEN = ['login', 'reset', 'invite', 'forgot'];
const CALM_MS = 10000;

const app = document.getElementById('app');
let frame = null;
let leave = null;
let turn = 0;
let wanted = '';

/** The address behind `#/`: the parts of its path, and its parameters. */
export function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decode);
  return {view: parts[0] ?? 'fleet', parts: parts.slice(1), params: new URLSearchParams(query)};
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `?client=NAME`, as mails have it, and `?next=PATH`, to which the server led without a log-in. */
function oldAddress() {
  const params = new URLSearchParams(location.search);
  const client = params.get('client');
  const [, view] = /^\/((?:alerts|mails)\/\d+)$/.exec(params.get('next') ?? '') ?? [];
  if (client || view) {
    history.replaceState(null, '', `${location.pathname}#/${view ?? `clients/${encodeURIComponent(client)}`}`);
  } else if (location.search) {
    history.replaceState(null, '', location.pathname + location.hash);
  }
}

async function begin() {
  oldAddress();
  try {
    api.keepSession(await api.get('session', null, {quiet: true}));
    enter();
  } catch (failure) {
    await logIn(failure.status === 401 || failure.status === 404 ? '' : failure.message);
  }
}

function enter() {
  frame = makeFrame();
  put(app, frame.element);
  live.start();
  show();
}

/** Shows the log-in form; what was asked for is shown after it. */
async function logIn(said = '') {
  live.end();
  leaveView();
  frame = null;
  api.forgetSession();
  const {view} = place();
  if (!OPEN.includes(view)) {
    wanted = location.hash;
  }
  const {showLogin} = await import('./login.js');
  showLogin(app, place(), said, (data) => {
    api.keepSession(data);
    history.replaceState(null, '', wanted || '#/');
    enter();
  });
}

function makeFrame() {
  const links = Object.entries(VIEWS)
    .filter(([name, [title]]) => title && (name !== 'admin' || api.may('admin')))
    .map(([name, [title]]) => {
      const badge = h('span', {class: 'badge', hidden: true});
      return [name, h('a', {href: name === 'fleet' ? '#/' : `#/${name}`}, title, badge), badge];
    });
  const status = h('span', {class: 'live'}, glyph('off'), h('span', null, 'connecting'));
  const trouble = h('p', {class: 'banner', role: 'alert', hidden: !api.trouble()}, api.trouble());
  const main = h('main', {id: 'main', tabindex: '-1'});
  const element = h(
    'div',
    {class: 'frame'},
    h('a', {class: 'skip', href: '#main', onclick: skip(main)}, 'Skip to content'),
    h(
      'header',
      {class: 'top'},
      h('a', {class: 'brand', href: '#/', 'aria-label': 'Muster, fleet'}, h('b', null, 'Muster')),
      h('nav', {'aria-label': 'Views'}, links.map(([, link]) => link)),
      h('div', {class: 'tools'}, status, clockZone(), themeButton(), userMenu()),
    ),
    trouble,
    main,
    h('div', {id: 'notes', 'aria-live': 'polite'}),
    h('div', {id: 'said', class: 'sr', role: 'status'}),
  );
  const stops = [live.on('state', (state) => showState(status, state)), countAlerts(links)];
  return {element, main, links, trouble, stops};
}

const skip = (main) => (event) => {
  event.preventDefault();
  main.focus();
};

function clockZone() {
  return h('span', {class: 'zone', title: `Times are in ${zoneName()}, the zone of this browser`}, zone());
}

const LIVE = {live: ['up', 'live', 'good'], connecting: ['off', 'connecting', 'mute'], lost: ['down', 'reconnecting', 'bad']};

function showState(element, state) {
  const [shape, text, tone] = LIVE[state];
  element.className = `live ${tone}`;
  element.title = state === 'live' ? 'What the server writes is on the page within a second' : 'The page shows what it last had';
  put(element, glyph(shape), h('span', null, text));
}

/** The number of firing alerts beside the name of their view; news are said to screen readers, at most once in a while. */
function countAlerts(links) {
  const badge = links.find(([name]) => name === 'alerts')[2];
  const open = new Map();
  let said = 0;
  const draw = () => {
    const firing = [...open.values()].filter((one) => one.state === 'firing' && !one.mutedBy).length;
    badge.hidden = firing === 0;
    setText(badge, firing);
    badge.setAttribute('aria-label', count(firing, 'firing alert'));
    document.title = `${firing ? `(${firing}) ` : ''}${document.title.replace(/^\(\d+\) /, '')}`;
  };
  const load = async () => {
    try {
      const {alerts} = await api.get('alerts', {state: 'open', limit: 1000});
      open.clear();
      alerts.forEach((one) => open.set(one.id, one));
      draw();
    } catch {
      // The view itself says what is wrong.
    }
  };
  load();
  const ends = [
    live.on('alert', (alerts) => {
      for (const one of alerts) {
        if (one.state === 'resolved') {
          open.delete(one.id);
        } else {
          if (one.state === 'firing' && open.get(one.id)?.state !== 'firing' && Date.now() - said > CALM_MS) {
            said = Date.now();
            setText(document.getElementById('said'), `Alert: ${one.sentence || `${one.client} ${one.name}`}`);
          }
          open.set(one.id, one);
        }
      }
      draw();
    }),
    live.on('resync', load),
  ];
  return () => ends.forEach((end) => end());
}

const THEMES = {'': 'System', light: 'Light', dark: 'Dark'};

function themeButton() {
  const kept = () => document.documentElement.dataset.theme ?? '';
  const button = h('button', {type: 'button', class: 'quiet'});
  const label = () => {
    setText(button, {'': '◐', light: '○', dark: '●'}[kept()]);
    button.setAttribute('aria-label', `Theme: ${THEMES[kept()]}`);
    button.title = `Theme: ${THEMES[kept()]}`;
  };
  button.addEventListener('click', () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(kept()) + 1) % names.length];
    if (next) {
      document.documentElement.dataset.theme = next;
    } else {
      delete document.documentElement.dataset.theme;
    }
    try {
      localStorage.setItem('muster.theme', next);
    } catch {
      // Without storage the choice holds until the page is left.
    }
    label();
    dispatchEvent(new CustomEvent('muster:theme'));
  });
  label();
  return button;
}

function userMenu() {
  const {name, role} = api.user();
  const menu = h(
    'details',
    {class: 'menu'},
    h('summary', {'aria-label': `${name}, ${role}`}, name),
    h(
      'div',
      {class: 'panel'},
      h('p', null, h('b', null, name), ` · ${role}`),
      h('p', {class: 'faint'}, `Muster ${api.version()}`),
      h('button', {type: 'button', onclick: () => import('./login.js').then((m) => m.changePassword(name))}, 'Change password…'),
      h('a', {href: 'api/muster/v1/docs', target: '_blank', rel: 'noopener'}, 'API reference'),
      h('button', {type: 'button', class: 'logout', onclick: logOut}, 'Log out'),
    ),
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  });
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) {
      menu.open = false;
    }
  });
  return menu;
}

async function logOut() {
  try {
    await api.remove('session');
    wanted = '';
    history.replaceState(null, '', '#/');
    await logIn('You are logged out.');
  } catch (failure) {
    notify(failure.message, 'bad');
  }
}

function leaveView() {
  try {
    leave?.();
  } finally {
    leave = null;
  }
}

/** Shows the view that the address names. A view gives `title`, `element` and, to end, `leave`. */
async function show() {
  if (!frame) {
    return OPEN.includes(place().view) ? logIn() : undefined;
  }
  const mine = (turn += 1);
  const here = place();
  if (OPEN.includes(here.view)) {
    return logIn();
  }
  const [, load] = VIEWS[here.view] ?? VIEWS.fleet;
  const tab = TABS[here.view] ?? here.view;
  frame.links.forEach(([name, link]) =>
    name === tab ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current'),
  );
  document.querySelectorAll('details.menu[open]').forEach((menu) => (menu.open = false));
  leaveView();
  try {
    const module = await load();
    if (mine !== turn) {
      return undefined;
    }
    const view = await module.show(here);
    if (mine !== turn) {
      view.leave?.();
      return undefined;
    }
    leave = view.leave;
    put(frame.main, view.element);
    document.title = `${view.title} · Muster`;
    if (mine > 1) {
      scrollTo(0, 0);
      frame.main.focus({preventScroll: true});
    }
    view.shown?.();
  } catch (failure) {
    if (isOlder(failure)) {
      location.reload();
    } else if (mine === turn && frame && failure.status !== 401) {
      put(frame.main, failed(failure));
    }
  }
  return undefined;
}

/** Whether a script is gone because the server was updated; the page is then loaded anew, once a minute at most. */
function isOlder(failure) {
  if (!(failure instanceof TypeError) || !/import/.test(failure.message)) {
    return false;
  }
  const last = Number(sessionStorage.getItem('muster.reloaded') ?? 0);
  sessionStorage.setItem('muster.reloaded', String(Date.now()));
  return Date.now() - last > 60000;
}

function failed(failure) {
  return h(
    'section',
    {class: 'alone'},
    h('h1', null, failure.status === 404 ? 'Not found' : 'This view cannot be shown'),
    h('p', null, failure.message),
    h('button', {type: 'button', onclick: () => show()}, 'Try again'),
  );
}

addEventListener('hashchange', show);
addEventListener('muster:login', () => frame && logIn('Your session has ended; log in again.'));
addEventListener('muster:check', async () => {
  try {
    api.keepSession(await api.get('session'));
  } catch {
    // A session that ended leads to the log-in; a server that is away is tried again.
  }
});
begin();
