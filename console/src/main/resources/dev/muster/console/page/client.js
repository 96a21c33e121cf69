// One client: what it does now, its drives, limits, alerts and event log, and its history.
import * as api from './api.js';
import {h, put, setText, state, notify} from './dom.js';
import {percent, bytes, duration, ago, time, value} from './format.js';
import * as live from './live.js';
import {TimeChart, seriesOf} from './chart.js';
import {Ranges} from './ranges.js';
import {table, text, meter} from './table.js';
import {EventList} from './events.js';
import {alertTable} from './alertlist.js';
import {silenceDialog} from './silences.js';

const FIRST_RANGE = 900;
const REDRAW_MS = 1000;
const AGES_MS = 1000;

const mount = (labels) => labels.mountpoint || labels.volume || labels.device || 'drive';

/** File systems that can fill up, as the limit `disk` takes them. */
const DRIVES = 'fstype!="",fstype!~"tmpfs|ramfs|devtmpfs|squashfs|iso9660|udf|overlay"';

/** The charts of a client; `$c` stands for its label, `$d` for its drives, `$w` for the window of rates. */
const CHARTS = [
  {title: 'CPU busy, by core', unit: 'percent', max: 100, name: (labels) => `core ${labels.cpu}`,
    query: '100 * (1 - sum by (cpu) (rate(node_cpu_seconds_total{$c,mode=~"idle|iowait"}[$w])))'},
  {title: 'CPU frequency', unit: 'hertz', name: (labels) => `core ${labels.cpu}`,
    query: 'node_cpu_scaling_frequency_hertz{$c} or node_cpu_frequency_hertz{$c}'},
  {title: 'Load', unit: '', name: (labels) => ({node_load1: '1 min', node_load5: '5 min', node_load15: '15 min'})[labels.__name__],
    query: '{__name__=~"node_load1|node_load5|node_load15",$c}'},
  {title: 'Memory', unit: 'bytes', name: (labels) => labels.what,
    query: 'label_replace(node_memory_MemTotal_bytes{$c} - node_memory_MemAvailable_bytes{$c}, "what", "memory used", "", "") or label_replace(node_memory_MemTotal_bytes{$c}, "what", "memory fitted", "", "") or label_replace(node_memory_SwapTotal_bytes{$c} - node_memory_SwapFree_bytes{$c}, "what", "swap used", "", "")'},
  {title: 'Network', unit: 'bytes/s', name: (labels) => `${labels.device} ${labels.way}`,
    query: 'label_replace(rate(node_network_receive_bytes_total{$c,device!="lo"}[$w]), "way", "in", "", "") or label_replace(rate(node_network_transmit_bytes_total{$c,device!="lo"}[$w]), "way", "out", "", "")'},
  {title: 'Disk I/O', unit: 'bytes/s', name: (labels) => `${labels.device} ${labels.way}`,
    query: 'label_replace(rate(node_disk_read_bytes_total{$c}[$w]), "way", "read", "", "") or label_replace(rate(node_disk_written_bytes_total{$c}[$w]), "way", "written", "", "")'},
  {title: 'Drives in use', unit: 'percent', max: 100, name: mount,
    query: '100 * (1 - node_filesystem_avail_bytes{$c,$d} / (node_filesystem_size_bytes{$c,$d} - node_filesystem_free_bytes{$c,$d} + node_filesystem_avail_bytes{$c,$d} > 0))'},
  {title: 'Temperatures', unit: 'celsius', name: (labels) => [labels.chip, labels.zone && `zone ${labels.zone}`, labels.type, labels.sensor].filter(Boolean).join(' '),
    query: 'node_hwmon_temp_celsius{$c} or node_thermal_zone_temp{$c}'},
];

export async function show({parts}) {
  const name = parts.join('/');
  const [data, fleet] = await Promise.all([api.get(`clients/${api.part(name)}`), api.get('fleet').catch(() => null)]);
  return new ClientView(name, data, fleet?.interval ?? 15).view();
}

class ClientView {
  constructor(name, data, interval) {
    this.name = name;
    this.interval = interval;
    this.data = data;
    this.ranges = new Ranges(FIRST_RANGE, () => this.drawCharts());
    this.charts = CHARTS.map((definition) => ({
      definition,
      chart: new TimeChart({...definition, fill: true, zoom: (from, to) => this.ranges.zoom(from, to)}),
    }));
    this.rollups = h('p', {class: 'hint', hidden: true});
    this.head = h('div', {class: 'facts'});
    this.status = h('span');
    this.drives = driveTable();
    this.limits = h('div', {class: 'limits'});
    this.alerts = alertTable({withClient: false});
    this.events = new EventList({client: name, compact: true});
    this.element = this.make();
    this.draw();
  }

  make() {
    return h(
      'section',
      {class: 'client'},
      h(
        'div',
        {class: 'titlebar'},
        h('a', {href: '#/', class: 'crumb'}, 'Fleet'),
        h('h1', null, this.name),
        this.status,
        h('span', {class: 'grow'}),
        api.may('operator') && h('button', {type: 'button', onclick: () => this.silence()}, 'Silence…'),
        h('a', {class: 'button', href: `#/explore?q=${encodeURIComponent(`{client=${api.quote(this.name)}}`)}`}, 'Explore'),
      ),
      this.head,
      h('div', {class: 'split'},
        h('section', null, h('h2', null, 'Limits'), this.limits),
        h('section', null, h('h2', null, 'Drives'), this.drives.element)),
      this.ranges.element,
      this.rollups,
      h('section', {class: 'charts', 'aria-label': 'History'}, this.charts.map(({chart}) => chart.element)),
      h('section', null, h('h2', null, 'Alerts'), this.alerts.element),
      h('section', null, h('h2', null, 'Event log'), this.events.element),
    );
  }

  view() {
    const stops = [
      live.on('client', (clients) => this.hear(clients)),
      live.on('alert', (alerts) => alerts.some((one) => one.client === this.name) && this.reload()),
      live.on('event', (events) => this.events.add(events)),
      live.on('fleet', () => this.reload()),
      live.on('resync', () => this.reload()),
    ];
    const ages = setInterval(() => this.drawAges(), AGES_MS);
    return {
      title: this.name,
      element: this.element,
      shown: () => {
        this.drawCharts();
        this.events.load();
      },
      leave: () => {
        this.gone = true;
        stops.forEach((stop) => stop());
        clearInterval(ages);
        clearTimeout(this.timer);
        this.asking?.abort();
        this.charts.forEach(({chart}) => chart.destroy());
        [this.drives, this.alerts].forEach((one) => one.end());
        this.events.end();
      },
    };
  }

  async silence() {
    const client = this.data.client;
    if (await silenceDialog([{name: 'client', value: client.name}])) {
      notify(`Alerts of ${client.name} are silenced.`);
      this.reload();
    }
  }

  hear(clients) {
    const mine = clients.find((client) => client.name === this.name);
    if (!mine) {
      return;
    }
    Object.assign(this.data.client, mine);
    this.drawHead();
    const length = this.ranges.isLive ? this.ranges.bounds(this.interval) : null;
    const due = !this.drawnAt || Date.now() / 1000 - this.drawnAt >= Math.min(60, (length?.step ?? 60) * 0.9);
    if (length && due && !document.hidden) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.drawCharts(), 100);
    }
    if (!this.reloading) {
      this.reloading = setTimeout(() => {
        this.reloading = 0;
        this.gone || this.reload();
      }, REDRAW_MS);
    }
  }

  async reload() {
    try {
      this.data = await api.get(`clients/${api.part(this.name)}`);
      this.draw();
    } catch {
      // What was last known stays; the head of the page says that the server is away.
    }
  }

  draw() {
    this.drawHead();
    this.drives.set((this.data.drives ?? []).map((drive) => ({client: this.name, ...drive})));
    this.alerts.set(this.data.alerts ?? []);
    this.drawLimits();
  }

  drawHead() {
    const {client, os, hardware, mail} = this.data;
    put(this.status, state(client.state), client.error && client.state !== 'up' && h('small', {class: 'reason'}, ` ${client.error}`));
    const stale = client.state === 'up' ? '' : ' (last known)';
    const facts = [
      [`CPU${stale}`, percent(client.cpuPercent), 'cpu'],
      [`Memory${stale}`, percent(client.memoryPercent), 'memory'],
      [`Swap${stale}`, percent(client.swapPercent), 'swap'],
      ['Uptime', client.state === 'up' ? duration(client.uptimeSeconds) : '–', 'uptime'],
      ['Last seen', ago(client.lastSeen, api.now()), 'seen', time(client.lastSeen)],
      ['Group', client.group || '–'],
      ['Address', client.instance || client.ip],
      os && ['System', typeof os === 'string' ? os : Object.values(os).join(' ')],
      ...hardwareFacts(hardware),
      mail && ['Mail', [mail].flat().join(', ')],
    ].filter(Boolean);
    const shape = facts.map(([name]) => name).join();
    if (this.head.dataset.shape !== shape) {
      this.head.dataset.shape = shape;
      put(this.head, h('dl', null, facts.map(([name, , id]) => h('div', {dataset: {fact: id ?? ''}}, h('dt', null, name), h('dd')))));
    }
    this.head.querySelectorAll('dd').forEach((cell, index) => {
      setText(cell, facts[index][1]);
      cell.title = facts[index][3] ?? '';
    });
  }

  drawAges() {
    const cell = this.head.querySelector('[data-fact=seen] dd');
    cell && setText(cell, ago(this.data.client.lastSeen, api.now()));
  }

  drawLimits() {
    const {limits = []} = this.data;
    if (limits.length === 0) {
      put(this.limits, h('p', {class: 'empty'}, 'The fleet file has no limit for this client.'));
      return;
    }
    const opened = new Set([...this.limits.querySelectorAll('details[open]')].map((one) => one.dataset.type));
    put(this.limits, limits.map((limit) => limitRow(limit, opened.has(limit.type))));
  }

  async drawCharts() {
    this.asking?.abort();
    this.asking = new AbortController();
    const {signal} = this.asking;
    const bounds = this.ranges.bounds(this.interval);
    this.drawnAt = Date.now() / 1000;
    const window = `${Math.max(4 * this.interval, bounds.step)}s`;
    const label = `client=${api.quote(this.name)}`;
    const notes = new Set();
    await Promise.all(this.charts.map(async ({definition, chart}) => {
      const query = definition.query.replaceAll('$c', label).replaceAll('$d', DRIVES).replaceAll('$w', window);
      try {
        const matrix = await api.range(query, bounds.from, bounds.to, bounds.step, signal);
        (matrix.notes ?? []).filter((note) => note.includes('rollups')).forEach((note) => notes.add(note));
        const series = seriesOf(matrix, definition.name);
        chart.element.hidden = series.length === 0 && definition.unit !== 'percent';
        await chart.set({series, ...bounds, limit: this.limitOf(definition.title)});
      } catch (failure) {
        if (failure.name !== 'AbortError') {
          chart.fail(failure.message);
        }
      }
    }));
    signal.aborted || this.sayRollups(notes);
  }

  limitOf(title) {
    const type = {'CPU busy, by core': 'cpu', 'Drives in use': 'disk'}[title];
    const limit = type && (this.data.limits ?? []).find((one) => one.type === type);
    return limit?.limit ?? null;
  }

  sayRollups(notes) {
    this.rollups.hidden = notes.size === 0;
    if (notes.size > 0) {
      const since = [...notes].map((note) => /rollups of (\S+).* to (\S+)/.exec(note)).filter(Boolean);
      const lengths = [...new Set(since.map(([, length]) => length))].join(' and ');
      const until = since.map(([, , to]) => Date.parse(to) / 1000).filter(Number.isFinite).sort((a, b) => b - a)[0];
      setText(this.rollups, `Read from rollups of ${lengths || 'longer windows'}${until ? ` up to ${time(until)}` : ''}: single samples of that time are no longer kept.`);
    }
  }
}

function hardwareFacts(hardware) {
  return Object.entries(hardware ?? {})
    .filter(([, known]) => known !== null && known !== '' && typeof known !== 'object')
    .map(([name, known]) => [words(name), /Bytes$/.test(name) ? bytes(known) : String(known)]);
}

function words(name) {
  const text = name.replace(/Bytes$/, '').replace(/([A-Z])/g, ' $1').toLowerCase();
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/^Cpu/, 'CPU');
}

function driveTable() {
  const number = (id, label) => ({
    id, label, cls: 'num', first: 'desc', value: (row) => row[id], draw: (cell, row) => setText(cell, bytes(row[id])),
  });
  return table({
    caption: 'Drives',
    key: (row) => row.drive,
    sort: ['drive', 'asc'],
    empty: 'No drive is known yet.',
    columns: [
      text('client', 'Client', (row) => row.client),
      text('drive', 'Drive', (row) => row.drive, {head: true}),
      number('totalBytes', 'Total'),
      number('usedBytes', 'Used'),
      number('freeBytes', 'Free'),
      {id: 'usedPercent', label: 'Percent', cls: 'num', first: 'desc', value: (row) => row.usedPercent, draw: (cell, row) => meter(cell, row.usedPercent, percent(row.usedPercent))},
      {id: 'timestamp', label: 'Timestamp', cls: 'num', value: (row) => row.timestamp, draw: (cell, row) => setText(cell, time(row.timestamp))},
    ],
  });
}

function limitRow(limit, opened) {
  const bound = limit.limit === null || limit.limit === undefined ? '' : `${limit.when === 'below' ? 'below' : 'over'} ${value(limit.limit, limit.unit)}`;
  const held = limit.for ? ` for ${typeof limit.for === 'number' ? duration(limit.for) : limit.for}` : '';
  return h(
    'details',
    {dataset: {type: limit.type}, open: opened},
    h(
      'summary',
      null,
      h('b', null, limit.type),
      h('span', {class: 'faint'}, `${bound}${held}`),
      h('span', {class: 'grow'}),
      limit.value !== null && limit.value !== undefined && h('span', {class: 'now'}, value(limit.value, limit.unit)),
      state(limit.state),
    ),
    why(limit.why),
  );
}

/** Why something stands as it stands, line by line. */
export function why(lines) {
  return h('dl', {class: 'why'}, (lines ?? []).map(({name, text: said}) => [h('dt', null, name), h('dd', null, said)]));
}
