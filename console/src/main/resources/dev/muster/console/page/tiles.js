// The fleet as small cards.
import {h, put} from './dom.js';
import {percent} from './format.js';
import {meter} from './table.js';
import {SORTS, clientHref, drawState, drawAlerts, drawSpark} from './cells.js';

/** The same clients as small cards, for a wall or a phone. */
export class Tiles {
  constructor() {
    this.tiles = new Map();
    this.element = h('div', {class: 'tiles'});
  }

  set(clients, sparks) {
    const names = new Set(clients.map((client) => client.name));
    [...this.tiles.keys()].forEach((name) => names.has(name) || this.tiles.delete(name));
    this.update(clients, sparks);
    this.by !== undefined && this.arrange(this.by, this.sort);
  }

  update(clients, sparks) {
    for (const client of clients) {
      const tile = this.tiles.get(client.name) ?? newTile(client);
      tile.client = client;
      tile.spark = sparks.get(client.name)?.points;
      this.tiles.set(client.name, tile);
      this.element.isConnected && drawTile(tile);
    }
  }

  arrange(by, sort) {
    [this.by, this.sort] = [by, sort];
    const value = SORTS[sort] ?? SORTS.name;
    const rank = (tile) => value(tile.client);
    const sorted = [...this.tiles.values()].sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      const order = typeof x === 'string' ? x.localeCompare(y, undefined, {numeric: true}) : (y ?? -1) - (x ?? -1);
      return order || a.client.name.localeCompare(b.client.name, undefined, {numeric: true});
    });
    const groups = new Map();
    for (const tile of sorted) {
      drawTile(tile);
      const name = by ? by(tile.client) || 'no group' : '';
      groups.set(name, [...(groups.get(name) ?? []), tile]);
    }
    put(
      this.element,
      [...groups.keys()].sort((a, b) => a.localeCompare(b, undefined, {numeric: true})).map((name) => [
        name && h('h2', null, name, h('span', {class: 'faint'}, ` ${groups.get(name).length}`)),
        h('ul', {'aria-label': name || 'Clients'}, groups.get(name).map((tile) => tile.element)),
      ]),
    );
  }

  filter(accept) {
    let shown = 0;
    for (const tile of this.tiles.values()) {
      const fits = accept(tile.client);
      shown += fits;
      tile.element.hidden = !fits;
    }
    return shown;
  }
}

function newTile(client) {
  const parts = {
    name: h('a', {href: clientHref(client.name)}, client.name),
    state: h('span'),
    spark: h('span', {class: 'sparkcell'}),
    cpu: h('span', {class: 'cell'}),
    memory: h('span', {class: 'cell'}),
    drive: h('span', {class: 'cell'}),
    alerts: h('span', {class: 'foot'}),
  };
  const element = h(
    'li',
    {class: 'tile'},
    h('div', {class: 'tilehead'}, parts.name, parts.state),
    parts.spark,
    h('dl', null, h('dt', null, 'CPU'), h('dd', null, parts.cpu), h('dt', null, 'Mem'), h('dd', null, parts.memory), h('dt', null, 'Disk'), h('dd', null, parts.drive)),
    parts.alerts,
  );
  return {client, element, parts};
}

function drawTile({client, element, parts, spark}) {
  element.dataset.state = client.state;
  element.dataset.firing = String((client.alerts?.firing ?? 0) > 0);
  drawState(parts.state, {...client, error: ''});
  drawSpark(parts.spark, spark);
  meter(parts.cpu, client.cpuPercent, percent(client.cpuPercent), '');
  meter(parts.memory, client.memoryPercent, percent(client.memoryPercent));
  meter(parts.drive, client.drive?.usedPercent, percent(client.drive?.usedPercent));
  drawAlerts(parts.alerts, client);
}
