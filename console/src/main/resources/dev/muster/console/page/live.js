// What the server just wrote, over server-sent events; connects again by itself.
import {OWN} from './api.js';

const KINDS = ['client', 'alert', 'event', 'mail', 'fleet', 'enrollment'];
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;
const HIDDEN_MS = 60000;

const listeners = new Map();
let source = null;
let timer = 0;
let wait = FIRST_WAIT_MS;
let opened = false;
let wanted = false;
let resting = 0;

/** Calls `listener` with the data of each event of a kind, with `resync` after a gap, with `state`
 * on a change; gives what ends that. */
export function on(kind, listener) {
  const set = listeners.get(kind) ?? new Set();
  listeners.set(kind, set);
  set.add(listener);
  return () => set.delete(listener);
}

function tell(kind, data) {
  for (const listener of [...(listeners.get(kind) ?? [])]) {
    listener(data);
  }
}

export function start() {
  stop();
  wanted = true;
  opened = false;
  connect();
}

/** Ends it, until it is started again. */
export function end() {
  wanted = false;
  stop();
}

function stop() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function connect() {
  tell('state', 'connecting');
  const mine = new EventSource(`${OWN}/live`);
  source = mine;
  mine.onopen = () => {
    wait = FIRST_WAIT_MS;
    tell('state', 'live');
    if (opened) {
      tell('resync', null);
    }
    opened = true;
  };
  mine.onerror = () => lost(mine);
  for (const kind of KINDS) {
    mine.addEventListener(kind, (event) => hear(kind, event.data));
  }
}

function hear(kind, text) {
  let data;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    return;
  }
  tell(kind, data);
}

/** A browser tries again by itself after a cut, but not after an answer other than 200. */
function lost(mine) {
  if (mine !== source) {
    return;
  }
  tell('state', 'lost');
  if (mine.readyState === EventSource.CLOSED) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      dispatchEvent(new CustomEvent('muster:check'));
      connect();
    }, wait);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}

/** A browser has few connections to a server for all of its tabs: those out of sight give theirs back. */
function rest() {
  clearTimeout(resting);
  if (document.hidden) {
    resting = setTimeout(stop, HIDDEN_MS);
  } else if (wanted && !source) {
    connect();
  }
}

document.addEventListener('visibilitychange', rest);
addEventListener('pagehide', stop);
addEventListener('pageshow', (event) => event.persisted && wanted && !source && connect());
