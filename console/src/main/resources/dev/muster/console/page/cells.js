// What the fleet says of a client, for rows and tiles.
import * as api from './api.js';
import {h, put, setText, s, state} from './dom.js';
import {percent, bytes, ago, time} from './format.js';
import {meter} from './table.js';

export const POINTS = 30;
export const STATES = ['up', 'down', 'pending', 'off'];

/** Where a client's own view is. */
export const clientHref = (name) => `#/clients/${encodeURIComponent(name)}`;

/** What clients can be sorted by. */
export const SORTS = {
  name: (client) => client.name,
  state: (client) => STATES.indexOf(client.state),
  cpu: (client) => client.cpuPercent,
  memory: (client) => client.memoryPercent,
  drive: (client) => client.drive?.usedPercent ?? null,
  alerts: (client) => (client.alerts?.firing ?? 0) * 1e6 + (client.alerts?.pending ?? 0) * 1e3 + (client.alerts?.silenced ?? 0),
  seen: (client) => client.lastSeen,
};

export function drawName(cell, client) {
  const link = cell.firstChild ?? cell.appendChild(h('a', {href: clientHref(client.name)}));
  setText(link, client.name);
  link.title = client.ip ?? '';
}

export function drawState(cell, client) {
  const words = `${client.state}\u0000${client.error ?? ''}`;
  if (cell.dataset.words !== words) {
    cell.dataset.words = words;
    put(cell, state(client.state), client.state === 'down' && client.error && h('small', {class: 'reason', title: client.error}, client.error));
  }
}

export function drawDrive(cell, client) {
  const {drive} = client;
  meter(cell, drive?.usedPercent, drive ? `${percent(drive.usedPercent)} ${drive.drive}` : '–');
  cell.title = drive ? `${drive.drive}: ${bytes(drive.freeBytes)} free` : '';
}

export function drawSeen(cell, client) {
  if (!client.lastSeen) {
    delete cell.dataset.seen;
    setText(cell, 'never');
    return;
  }
  cell.dataset.seen = client.lastSeen;
  cell.title = time(client.lastSeen);
  setText(cell, ago(client.lastSeen, api.now()));
}

export function drawAlerts(cell, client) {
  const {firing = 0, pending = 0, silenced = 0} = client.alerts ?? {};
  const words = `${firing} ${pending} ${silenced}`;
  if (cell.dataset.words !== words) {
    cell.dataset.words = words;
    put(
      cell,
      firing > 0 && state('firing', `${firing} firing`),
      pending > 0 && state('pending', `${pending} pending`),
      silenced > 0 && state('silenced', `${silenced} silenced`),
    );
  }
}

const WIDTH = 90;
const HEIGHT = 18;

/** CPU of the last quarter of an hour, 0 to 100 %; gaps stay gaps. */
export function drawSpark(cell, points = []) {
  let path = cell.querySelector('path');
  if (!path) {
    path = s('path', {class: 'line'});
    put(cell, s('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'spark', 'aria-hidden': 'true', preserveAspectRatio: 'none'}, path));
  }
  const step = WIDTH / (POINTS - 1);
  const start = POINTS - points.length;
  let data = '';
  let pen = 'M';
  points.forEach((value, index) => {
    if (value === null || value === undefined) {
      pen = 'M';
      return;
    }
    const y = HEIGHT - 1 - (Math.min(100, Math.max(0, value)) / 100) * (HEIGHT - 2);
    data += `${pen}${((start + index) * step).toFixed(1)} ${y.toFixed(1)}${pen === 'M' ? 'h.1' : ''}`;
    pen = 'L';
  });
  if (path.getAttribute('d') !== data) {
    path.setAttribute('d', data);
  }
}
