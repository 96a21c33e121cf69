// Line charts over time, drawn by Chart.js: one figure with its legend in the page's own text, a
// description for screen readers, a limit as a line, and zoom by dragging.
import {h, s, put, setText} from './dom.js';
import {value, time, zone} from './format.js';

const PALETTE = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'];
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];
const MOST_SERIES = 24;
const MOST_NAMES = 8;
const SHORTEST_DRAG_PX = 6;
const TICK_STEPS = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000];

let library = null;

/** Chart.js is fetched when the first chart is shown. */
async function load() {
  library ??= import('./lib/chart.js').then(() => {
    const {Chart} = globalThis;
    Chart.defaults.animation = false;
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 11;
    return Chart;
  });
  return library;
}

/** A colour of the style sheet as the canvas takes it. */
export function colour(name) {
  const probe = document.body.appendChild(h('i', {hidden: true}));
  probe.style.color = `var(${name})`;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/**
 * A chart. `unit` as format.js knows it; `max` where the scale is fixed; `fill` draws areas;
 * `zoom(from, to)` is told what was dragged.
 */
export class TimeChart {
  constructor({title, unit = '', max, fill = false, zoom, tall = false}) {
    Object.assign(this, {title, unit, max, fill, zoom});
    this.canvas = h('canvas', {role: 'img', 'aria-label': `${title}: no data yet`});
    this.legend = h('ul', {class: 'legend'});
    this.note = h('span', {class: 'faint'});
    this.band = h('div', {class: 'band', hidden: true});
    this.empty = h('p', {class: 'empty', hidden: true}, 'No data in this range.');
    this.plot = h('div', {class: tall ? 'plot tall' : 'plot'}, this.canvas, this.band, this.empty);
    this.element = h('figure', {class: 'chart'}, h('figcaption', null, h('h2', null, title), this.note), this.plot, this.legend);
    this.hidden = new Set();
    this.drag();
    this.restyle = () => this.data && this.draw(true);
    addEventListener('muster:theme', this.restyle);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.scheme.addEventListener('change', this.restyle);
  }

  destroy() {
    removeEventListener('muster:theme', this.restyle);
    this.scheme.removeEventListener('change', this.restyle);
    this.gone = true;
    this.chart?.destroy();
  }

  /** Shows series `{name, points: [[seconds, value]]}` between two times; `step` says what a gap is. */
  set({series, from, to, step, limit = null, limitText = 'limit', note = ''}) {
    this.data = {series: series.slice(0, MOST_SERIES), more: series.length - MOST_SERIES, from, to, step, limit, limitText};
    setText(this.note, note);
    return this.draw(false);
  }

  /** Says what went wrong in the chart's place. */
  fail(sentence) {
    this.empty.hidden = false;
    setText(this.empty, sentence);
    this.canvas.setAttribute('aria-label', `${this.title}: ${sentence}`);
  }

  async draw(anew) {
    const Chart = await load();
    if (this.gone) {
      return;
    }
    const {series} = this.data;
    if (anew && this.chart) {
      this.chart.destroy();
      this.chart = null;
    }
    const datasets = this.datasets();
    this.empty.hidden = series.some((one) => one.points.length > 0);
    setText(this.empty, 'No data in this range.');
    if (!this.chart) {
      this.chart = new Chart(this.canvas, {type: 'line', data: {datasets}, options: this.options()});
    } else {
      this.chart.data.datasets = datasets;
      Object.assign(this.chart.options.scales.x, {min: this.data.from, max: this.data.to});
      this.chart.options.scales.y.suggestedMax = this.top();
      this.chart.update('none');
    }
    this.drawLegend();
    this.describe();
  }

  datasets() {
    const {series, limit, from, to, limitText} = this.data;
    const sets = series.map((one, index) => {
      const tint = colour(PALETTE[index % PALETTE.length]);
      return {
        label: one.name,
        data: withGaps(one.points, this.data.step),
        borderColor: tint,
        backgroundColor: tint.replace('rgb(', 'rgba(').replace(')', ', .12)'),
        borderDash: DASHES[Math.floor(index / PALETTE.length) % DASHES.length],
        fill: this.fill && series.length === 1,
        hidden: this.hidden.has(one.name),
        borderWidth: 1.4,
        pointRadius: one.points.length === 1 ? 2 : 0,
        pointHitRadius: 4,
      };
    });
    if (limit !== null && limit !== undefined) {
      const tint = colour('--bad');
      sets.push({label: limitText, data: [{x: from, y: limit}, {x: to, y: limit}], borderColor: tint, borderDash: [4, 4], borderWidth: 1.4, pointRadius: 0, isLimit: true});
    }
    return sets;
  }

  top() {
    return this.max ?? (this.data.limit === null ? undefined : this.data.limit * 1.1);
  }

  options() {
    const [grid, faint, ground, text] = ['--line', '--faint', '--raised', '--text'].map(colour);
    return {
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: {mode: 'index', intersect: false},
      scales: {
        x: {
          type: 'linear',
          min: this.data.from,
          max: this.data.to,
          grid: {color: grid, tickLength: 4},
          border: {color: grid},
          ticks: {color: faint, maxRotation: 0, autoSkip: false, callback: (at) => tickText(at, this.tickStep)},
          afterBuildTicks: (axis) => {
            this.tickStep = tickStep(axis.max - axis.min, axis.width);
            axis.ticks = tickTimes(axis.min, axis.max, this.tickStep).map((at) => ({value: at}));
          },
        },
        y: {
          beginAtZero: true,
          suggestedMax: this.top(),
          max: this.max,
          grid: {color: grid, tickLength: 0},
          border: {display: false},
          ticks: {color: faint, maxTicksLimit: 5, padding: 6, callback: (number) => value(number, this.unit)},
          afterDataLimits: (axis) => this.unit.startsWith('bytes') && roundBytes(axis),
        },
      },
      plugins: {
        legend: {display: false},
        tooltip: {
          backgroundColor: ground,
          borderColor: grid,
          borderWidth: 1,
          titleColor: text,
          bodyColor: text,
          boxPadding: 4,
          usePointStyle: false,
          itemSort: (a, b) => b.parsed.y - a.parsed.y,
          filter: (item, index) => index < 12,
          callbacks: {
            title: (items) => (items.length ? time(items[0].parsed.x) : ''),
            label: (item) => ` ${item.dataset.label}  ${value(item.parsed.y, this.unit)}`,
          },
        },
      },
    };
  }

  drawLegend() {
    const {series, more, limit, limitText} = this.data;
    const items = series.map((one, index) => {
      const last = one.points.at(-1)?.[1] ?? null;
      const pressed = !this.hidden.has(one.name);
      return h(
        'li',
        null,
        h(
          'button',
          {type: 'button', 'aria-pressed': String(pressed), title: one.title ?? one.name, onclick: () => this.toggle(one.name)},
          swatch(PALETTE[index % PALETTE.length], DASHES[Math.floor(index / PALETTE.length) % DASHES.length]),
          h('span', {class: 'seriesname'}, one.name),
          h('span', {class: 'seriesvalue'}, value(last, this.unit)),
        ),
      );
    });
    if (limit !== null && limit !== undefined) {
      items.push(h('li', {class: 'limit'}, swatch('--bad', [4, 4]), h('span', {class: 'seriesname'}, limitText), h('span', {class: 'seriesvalue'}, value(limit, this.unit))));
    }
    if (more > 0) {
      items.push(h('li', {class: 'faint'}, `and ${more} more`));
    }
    const focused = [...this.legend.querySelectorAll('button')].indexOf(document.activeElement);
    put(this.legend, items);
    if (focused >= 0) {
      this.legend.querySelectorAll('button')[focused]?.focus();
    }
  }

  toggle(name) {
    this.hidden.has(name) ? this.hidden.delete(name) : this.hidden.add(name);
    this.draw(false);
  }

  /** What the picture shows, in words. */
  describe() {
    const {series, from, to, limit, limitText} = this.data;
    const words = series.slice(0, MOST_NAMES).map((one) => {
      const values = one.points.map(([, number]) => number).filter(Number.isFinite);
      if (values.length === 0) {
        return `${one.name}: no data`;
      }
      const least = values.reduce((a, b) => Math.min(a, b));
      const most = values.reduce((a, b) => Math.max(a, b));
      return `${one.name}: last ${value(values.at(-1), this.unit)}, lowest ${value(least, this.unit)}, highest ${value(most, this.unit)}`;
    });
    const rest = series.length > MOST_NAMES ? `; and ${series.length - MOST_NAMES} more` : '';
    const line = limit === null || limit === undefined ? '' : `; ${limitText} ${value(limit, this.unit)}`;
    this.canvas.setAttribute('aria-label', `${this.title} from ${time(from)} to ${time(to)} ${zone()}. ${words.join('; ') || 'No data'}${rest}${line}.`);
  }

  drag() {
    let start = null;
    const inside = (event) => {
      const {left, right} = this.chart.chartArea;
      return Math.min(right, Math.max(left, event.clientX - this.canvas.getBoundingClientRect().left));
    };
    this.plot.addEventListener('pointerdown', (event) => {
      if (this.zoom && this.chart && event.button === 0 && event.pointerType !== 'touch') {
        start = inside(event);
        this.plot.setPointerCapture(event.pointerId);
      }
    });
    this.plot.addEventListener('pointermove', (event) => {
      if (start !== null) {
        const now = inside(event);
        this.band.hidden = Math.abs(now - start) < SHORTEST_DRAG_PX;
        this.band.style.left = `${Math.min(start, now)}px`;
        this.band.style.width = `${Math.abs(now - start)}px`;
      }
    });
    this.plot.addEventListener('pointerup', (event) => {
      if (start === null) {
        return;
      }
      const [from, to] = [start, inside(event)].sort((a, b) => a - b);
      start = null;
      this.band.hidden = true;
      if (to - from >= SHORTEST_DRAG_PX) {
        const axis = this.chart.scales.x;
        this.zoom(axis.getValueForPixel(from), axis.getValueForPixel(to));
      }
    });
    this.plot.addEventListener('pointercancel', () => {
      start = null;
      this.band.hidden = true;
    });
  }
}

function swatch(name, dash) {
  const line = s('line', {x1: 0, y1: 4, x2: 16, y2: 4, 'stroke-width': 2, 'stroke-dasharray': dash.join(' ') || null});
  line.style.stroke = `var(${name})`;
  return s('svg', {viewBox: '0 0 16 8', class: 'swatch', 'aria-hidden': 'true'}, line);
}

/** Points for the chart, with a break where more than two steps are missing. */
function withGaps(points, step) {
  const data = [];
  let before = null;
  for (const [x, y] of points) {
    if (before !== null && step && x - before > step * 2.1) {
      data.push({x: before + step, y: NaN});
    }
    data.push({x, y: Number.isFinite(y) ? y : NaN});
    before = x;
  }
  return data;
}

function tickStep(span, width) {
  const most = Math.max(2, Math.floor(width / 78));
  return TICK_STEPS.find((step) => span / step <= most) ?? TICK_STEPS.at(-1) * Math.ceil(span / TICK_STEPS.at(-1) / most);
}

function tickTimes(from, to, step) {
  const offset = -new Date(from * 1000).getTimezoneOffset() * 60;
  const times = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
    times.push(at);
  }
  return times;
}

function tickText(at, step) {
  const text = time(at);
  if (step >= 86400) {
    return text.slice(5, 10);
  }
  if (text.endsWith('00:00:00')) {
    return text.slice(5, 10);
  }
  return step < 60 ? text.slice(11) : text.slice(11, 16);
}

/** Scales of bytes end and step at round powers of two. */
function roundBytes(axis) {
  if (!(axis.max > 0)) {
    return;
  }
  const unit = 1024 ** Math.max(0, Math.floor(Math.log2(axis.max) / 10));
  const rough = axis.max / unit / 4;
  const step = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 256].find((one) => one >= rough) ?? 256;
  axis.options.ticks.stepSize = step * unit;
  axis.max = Math.ceil(axis.max / unit / step) * step * unit;
}

/** The matrix of a query as series for a chart. */
export function seriesOf(matrix, name) {
  return (matrix?.result ?? [])
    .map((one) => ({
      name: name(one.metric),
      title: labelText(one.metric),
      points: one.values.map(([at, text]) => [at, Number(text)]),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, {numeric: true}));
}

/** Labels as PromQL writes them. */
export function labelText(metric) {
  const {__name__: name = '', ...labels} = metric;
  const inside = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return inside.length || !name ? `${name}{${inside.join(', ')}}` : name;
}
