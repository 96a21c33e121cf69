// All clients at once: a table or tiles, live, filtered as one types.
import * as api from './api.js';
import {h, put, setText, state, choice, select} from './dom.js';
import {percent, duration, ago, count} from './format.js';
import * as live from './live.js';
import {table, meter} from './table.js';
import {Tiles} from './tiles.js';
import {filterOf} from './filter.js';
import {POINTS, SORTS, STATES, clientHref, drawName, drawState, drawDrive, drawSeen, drawAlerts, drawSpark} from './cells.js';

const SPARK_SECONDS = 900 / POINTS;
const TOLD_AFTER_MS = 600;
const AGES_MS = 1000;

const memory = {view: 'table', group: '', filter: '', state: ''};

function keep(name, value) {
  memory[name] = value;
  try {
    localStorage.setItem('muster.fleet', JSON.stringify({view: memory.view, group: memory.group}));
  } catch {
    // The choice holds for this page alone.
  }
}

try {
  Object.assign(memory, JSON.parse(localStorage.getItem('muster.fleet') ?? '{}'));
} catch {
  // A first visit.
}

export async function show({params}) {
  const fleet = await api.get('fleet');
  if (params.has('q')) {
    memory.filter = params.get('q');
  }
  return new FleetView(fleet).view();
}

class FleetView {
  constructor(fleet) {
    this.sparks = new Map();
    this.grid = table({
      caption: 'Clients',
      roles: true,
      columns: columns(this),
      key: (client) => client.name,
      sort: ['name', 'asc'],
      open: (client) => (location.hash = clientHref(client.name)),
      rowState: (client) => client.state,
      empty: 'No client fits the filter.',
    });
    this.tiles = new Tiles();
    this.chips = new Map();
    this.count = h('span', {class: 'faint', role: 'status'});
    this.toolbar = this.makeToolbar();
    this.host = h('div', {class: 'fleet'});
    this.element = h('section', null, h('h1', {class: 'sr'}, 'Fleet'), this.toolbar, this.host);
    this.set(fleet);
    this.arrange();
  }

  view() {
    const stops = [
      live.on('client', (clients) => this.update(clients)),
      live.on('fleet', () => this.reload()),
      live.on('resync', () => this.reload()),
    ];
    const ages = setInterval(() => this.drawAges(), AGES_MS);
    const slash = (event) => {
      if (event.key === '/' && !event.target.closest('input,textarea,select,dialog')) {
        event.preventDefault();
        this.input.focus();
      }
    };
    addEventListener('keydown', slash);
    return {
      title: 'Fleet',
      element: this.element,
      leave: () => {
        stops.forEach((stop) => stop());
        clearInterval(ages);
        clearTimeout(this.told);
        removeEventListener('keydown', slash);
        this.grid.end();
      },
    };
  }

  makeToolbar() {
    this.input = h('input', {
      type: 'search',
      placeholder: 'Filter: name, group, cpu>80, state:down',
      'aria-label': 'Filter clients',
      'aria-keyshortcuts': '/',
      spellcheck: 'false',
      autocapitalize: 'none',
      value: memory.filter,
      oninput: () => {
        memory.filter = this.input.value;
        this.filter();
      },
    });
    const chips = h('div', {class: 'chips', role: 'group', 'aria-label': 'Show only one state'});
    for (const name of ['', ...STATES, 'firing']) {
      const chip = h('button', {type: 'button', class: 'chip', onclick: () => this.pick(name)});
      this.chips.set(name, chip);
      chips.append(chip);
    }
    this.sorter = select(
      [['name', 'Name'], ['state', 'State'], ['cpu', 'CPU'], ['memory', 'Memory'], ['drive', 'Fullest drive'], ['alerts', 'Alerts'], ['seen', 'Last seen']],
      'name',
      {'aria-label': 'Sort by', onchange: () => this.sortTiles()},
    );
    this.sortField = h('label', {class: 'inline'}, 'Sort ', this.sorter);
    return h(
      'div',
      {class: 'toolbar fleet-toolbar', role: 'search'},
      chips,
      this.input,
      h('span', {class: 'grow'}, this.count),
      this.sortField,
      h(
        'label',
        {class: 'inline'},
        'Group ',
        select([['', 'none'], ['group', 'by group'], ['state', 'by state']], memory.group, {
          onchange: (event) => {
            keep('group', event.target.value);
            this.arrange();
          },
        }),
      ),
      choice('Shown as', [['table', 'Table'], ['tiles', 'Tiles']], memory.view, (view) => {
        keep('view', view);
        this.arrange();
      }),
    );
  }

  pick(name) {
    memory.state = memory.state === name ? '' : name;
    this.filter();
  }

  set(fleet) {
    this.interval = fleet.interval;
    for (const client of fleet.clients) {
      this.sparks.set(client.name, {points: [...(client.spark ?? [])], at: client.lastSeen ?? 0});
    }
    this.grid.set(fleet.clients);
    this.tiles.set(fleet.clients, this.sparks);
    this.summary();
    this.filter();
  }

  async reload() {
    try {
      this.set(await api.get('fleet'));
    } catch {
      // The head of the page says that the server is away.
    }
  }

  update(clients) {
    const known = clients.filter((client) => this.mayShow(client));
    for (const client of known) {
      this.push(client);
    }
    this.grid.update(known.map((client) => ({...this.grid.get(client.name), ...client})));
    this.tiles.update(known.map((client) => this.grid.get(client.name)), this.sparks);
    this.summary();
  }

  mayShow(client) {
    if (this.grid.get(client.name)) {
      return true;
    }
    return client.group !== undefined;
  }

  /** The sparkline moves by a point each half minute; within it the last point follows. */
  push(client) {
    const spark = this.sparks.get(client.name) ?? {points: [], at: 0};
    this.sparks.set(client.name, spark);
    const value = client.state === 'up' ? client.cpuPercent : null;
    const at = client.lastSeen ?? api.now();
    if (at - spark.at >= SPARK_SECONDS) {
      spark.points = [...spark.points, value].slice(-POINTS);
      spark.at = at;
    } else if (spark.points.length > 0) {
      spark.points[spark.points.length - 1] = value;
    }
  }

  drawAges() {
    for (const row of this.host.querySelectorAll('[data-seen]')) {
      setText(row, ago(Number(row.dataset.seen), api.now()));
    }
  }

  summary() {
    const clients = this.grid.rows();
    const per = Object.fromEntries(STATES.map((name) => [name, 0]));
    let firing = 0;
    for (const client of clients) {
      per[client.state] = (per[client.state] ?? 0) + 1;
      firing += client.alerts?.firing ?? 0;
    }
    this.chip('', `All ${clients.length}`);
    STATES.forEach((name) => this.chip(name, `${per[name]} ${name}`, per[name]));
    this.chip('firing', `${firing} firing`, firing);
  }

  chip(name, text, number = 1) {
    const chip = this.chips.get(name);
    if (chip.dataset.text !== text) {
      chip.dataset.text = text;
      put(chip, name ? state(name, text) : text);
      chip.classList.toggle('zero', number === 0);
    }
  }

  filter() {
    const test = filterOf(memory.filter);
    const wanted = memory.state;
    const accept = (client) =>
      (!wanted || (wanted === 'firing' ? (client.alerts?.firing ?? 0) > 0 : client.state === wanted)) && test(client);
    const shown = memory.view === 'tiles' ? this.tiles.filter(accept) : this.grid.filter(accept);
    memory.view === 'tiles' || this.tiles.filter(accept);
    for (const [name, chip] of this.chips) {
      chip.setAttribute('aria-pressed', String(name === wanted));
    }
    clearTimeout(this.told);
    const all = this.grid.rows().length;
    this.told = setTimeout(() => setText(this.count, shown === all ? '' : `${shown} of ${count(all, 'client')}`), TOLD_AFTER_MS);
  }

  arrange() {
    const by = {group: (client) => client.group, state: (client) => client.state}[memory.group] ?? null;
    const tiles = memory.view === 'tiles';
    this.sortField.hidden = !tiles;
    if (tiles) {
      this.tiles.arrange(by, this.sorter.value);
    } else {
      this.grid.groupBy(by);
    }
    put(this.host, tiles ? this.tiles.element : this.grid.element);
    this.filter();
  }

  sortTiles() {
    this.arrange();
  }
}

function columns(view) {
  return [
    {id: 'name', label: 'Client', head: true, value: SORTS.name, draw: drawName},
    {id: 'state', label: 'Status', cls: 'status', value: SORTS.state, draw: drawState},
    {id: 'group', label: 'Group', value: (client) => client.group ?? '', cls: 'wide', draw: (cell, client) => setText(cell, client.group ?? '')},
    {id: 'cpu', label: 'CPU', cls: 'num cpu', first: 'desc', value: SORTS.cpu, draw: (cell, client) => meter(cell, client.cpuPercent, percent(client.cpuPercent), '')},
    {id: 'spark', label: 'CPU, 15 min', cls: 'sparkcell', draw: (cell, client) => drawSpark(cell, view.sparks.get(client.name)?.points)},
    {id: 'memory', label: 'Memory', cls: 'num mem', first: 'desc', value: SORTS.memory, draw: (cell, client) => meter(cell, client.memoryPercent, percent(client.memoryPercent))},
    {id: 'drive', label: 'Fullest drive', cls: 'drive', first: 'desc', value: SORTS.drive, draw: drawDrive},
    {id: 'uptime', label: 'Uptime', cls: 'num uptime', first: 'desc', value: (client) => client.uptimeSeconds, draw: (cell, client) => setText(cell, client.state === 'up' ? duration(client.uptimeSeconds) : '–')},
    {id: 'seen', label: 'Last seen', cls: 'num seen', first: 'desc', value: SORTS.seen, draw: drawSeen},
    {id: 'alerts', label: 'Alerts', cls: 'alerts', first: 'desc', value: SORTS.alerts, draw: drawAlerts},
  ];
}
