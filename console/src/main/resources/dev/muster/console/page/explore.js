// A PromQL box with completion; the answer as a table and as a graph.
import * as api from './api.js';
import {h, put, setText, choice} from './dom.js';
import {plain, count, time} from './format.js';
import {TimeChart, seriesOf, labelText} from './chart.js';
import {Ranges} from './ranges.js';
import {complete, forget} from './complete.js';

const MOST_ROWS = 500;
const POSITION = /(\d+):(\d+)/;

export async function show({params}) {
  const view = new ExploreView(params.get('q') ?? '', params.get('as') ?? 'graph');
  return {title: 'Explore', element: view.element, shown: () => view.begin(), leave: () => view.leave()};
}

class ExploreView {
  constructor(query, as) {
    forget();
    this.as = as === 'table' ? 'table' : 'graph';
    this.box = new QueryBox(query, () => this.run());
    this.ranges = new Ranges(3600, () => this.run());
    this.chart = new TimeChart({title: 'Result', tall: true, zoom: (from, to) => this.ranges.zoom(from, to)});
    this.trouble = h('div', {class: 'trouble', role: 'alert'});
    this.said = h('p', {class: 'faint', role: 'status'});
    this.notes = h('ul', {class: 'hint'});
    this.result = h('div');
    this.run = this.run.bind(this);
    this.element = h(
      'section',
      {class: 'explore'},
      h('h1', null, 'Explore'),
      h(
        'form',
        {
          class: 'query',
          onsubmit: (event) => {
            event.preventDefault();
            this.run();
          },
        },
        this.box.element,
        h('button', {type: 'submit', class: 'primary'}, 'Run'),
        choice('Show as', [['graph', 'Graph'], ['table', 'Table']], this.as, (chosen) => {
          this.as = chosen;
          this.run();
        }),
      ),
      this.trouble,
      this.ranges.element,
      h('div', {class: 'resultbar'}, this.said, this.notes),
      this.result,
    );
  }

  begin() {
    this.box.focus();
    this.box.text.trim() ? this.run() : put(this.result, h('p', {class: 'empty'}, 'Type an expression, such as node_load1, or sum by (client) (rate(node_network_receive_bytes_total[5m])). Ctrl and space complete, enter runs.'));
  }

  leave() {
    this.asking?.abort();
    this.chart.destroy();
  }

  async run() {
    const query = this.box.text.trim();
    if (!query) {
      return;
    }
    this.box.close();
    history.replaceState(null, '', `#/explore?${new URLSearchParams({q: query, as: this.as})}`);
    this.asking?.abort();
    this.asking = new AbortController();
    const {signal} = this.asking;
    const started = performance.now();
    this.ranges.element.hidden = this.as === 'table';
    try {
      const data = await (this.as === 'graph' ? this.graph(query, signal) : this.table(query, signal));
      this.fine(data, performance.now() - started);
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.fail(failure, query);
      }
    }
  }

  async graph(query, signal) {
    const bounds = this.ranges.bounds();
    const data = await api.range(query, bounds.from, bounds.to, bounds.step, signal);
    put(this.result, this.chart.element);
    await this.chart.set({series: seriesOf(data, labelText), ...bounds});
    return data;
  }

  async table(query, signal) {
    const data = await api.instant(query, null, signal);
    put(this.result, resultTable(data));
    return data;
  }

  fine(data, took) {
    put(this.trouble);
    const size = Array.isArray(data.result) && data.resultType !== 'scalar' && data.resultType !== 'string' ? data.result.length : 1;
    setText(this.said, `${count(size, 'series', 'series')} in ${Math.round(took)} ms`);
    put(this.notes, (data.notes ?? []).map((note) => h('li', null, note)));
    this.box.mark(null);
  }

  /** The sentence, and the place in the expression where it names one. */
  fail(failure, query) {
    setText(this.said, '');
    put(this.notes);
    put(this.result);
    const [, line, column] = POSITION.exec(failure.message) ?? [];
    put(this.trouble, h('p', null, failure.message), line && marked(this.box.text, Number(line), Number(column)));
    this.box.mark(line ? [Number(line), Number(column)] : null);
  }
}

/** The line of a text with a mark under the column. */
export function marked(text, line, column) {
  const wrong = text.split('\n')[line - 1] ?? '';
  return h('pre', {class: 'marked'}, wrong.slice(0, column - 1), h('mark', null, wrong.slice(column - 1, column) || ' '), wrong.slice(column), '\n', `${' '.repeat(Math.max(0, column - 1))}▲ here`);
}

function resultTable(data) {
  if (data.resultType === 'scalar' || data.resultType === 'string') {
    return h('p', {class: 'single'}, data.result[1]);
  }
  if (data.result.length === 0) {
    return h('p', {class: 'empty'}, 'No series has a value now.');
  }
  const rows = data.result.slice(0, MOST_ROWS);
  const names = [...new Set(rows.flatMap((one) => Object.keys(one.metric)))].sort((a, b) => (b === '__name__') - (a === '__name__') || a.localeCompare(b));
  const shown = (one) => (one.value ? plain(Number(one.value[1])) : (one.values ?? []).map(([at, number]) => `${plain(Number(number))} @ ${time(at)}`).join('\n'));
  return h(
    'div',
    {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Result'},
    h(
      'table',
      null,
      h('caption', {class: 'sr'}, 'Series and their values'),
      h('thead', null, h('tr', null, names.map((name) => h('th', {scope: 'col'}, name === '__name__' ? 'metric' : name)), h('th', {scope: 'col', class: 'num'}, 'value'))),
      h('tbody', null, rows.map((one) => h('tr', null, names.map((name) => h('td', null, one.metric[name] ?? '')), h('td', {class: 'num', title: one.value?.[1]}, shown(one))))),
    ),
    data.result.length > MOST_ROWS && h('p', {class: 'faint'}, `and ${data.result.length - MOST_ROWS} more`),
  );
}

/** The text area and its list of completions, of which screen readers hear the chosen one. */
class QueryBox {
  constructor(text, run) {
    this.run = run;
    this.list = h('ul', {id: 'completions', role: 'listbox', class: 'completions', hidden: true, 'aria-label': 'Completions'});
    this.input = h('textarea', {
      class: 'mono', rows: 2, spellcheck: 'false', autocapitalize: 'none', autocomplete: 'off', 'aria-haspopup': 'listbox',
      'aria-label': 'PromQL expression', 'aria-autocomplete': 'list', 'aria-controls': 'completions',
      placeholder: 'PromQL, such as node_load1',
      value: text,
      oninput: () => this.suggest(false),
      onkeydown: (event) => this.key(event),
      onblur: () => setTimeout(() => document.activeElement === this.input || this.close(), 150),
    });
    this.element = h('div', {class: 'querybox'}, this.input, this.list);
    this.options = [];
    this.chosen = 0;
  }

  get text() {
    return this.input.value;
  }

  focus() {
    this.input.focus();
    this.input.setSelectionRange(this.text.length, this.text.length);
  }

  mark(place) {
    place ? this.input.setAttribute('aria-invalid', 'true') : this.input.removeAttribute('aria-invalid');
  }

  async suggest(asked) {
    const cursor = this.input.selectionStart;
    const mine = (this.asked = (this.asked ?? 0) + 1);
    const {from, options} = await complete(this.text, cursor);
    if (mine !== this.asked || document.activeElement !== this.input) {
      return;
    }
    this.from = from;
    this.options = asked || cursor > from || this.text[cursor - 1] === '{' ? options : [];
    this.chosen = 0;
    this.draw();
  }

  draw() {
    const open = this.options.length > 0;
    this.list.hidden = !open;
    put(this.list, this.options.map((option, index) =>
      h(
        'li',
        {
          id: `completion-${index}`,
          role: 'option',
          'aria-selected': String(index === this.chosen),
          onpointerdown: (event) => {
            event.preventDefault();
            this.take(option);
          },
        },
        h('span', {class: 'mono'}, option.text),
        h('span', {class: 'faint'}, option.help ? `${option.kind} · ${option.help}` : option.kind),
      ),
    ));
    open ? this.input.setAttribute('aria-activedescendant', `completion-${this.chosen}`) : this.input.removeAttribute('aria-activedescendant');
    this.list.children[this.chosen]?.scrollIntoView({block: 'nearest'});
  }

  close() {
    this.asked = (this.asked ?? 0) + 1;
    this.options = [];
    this.draw();
  }

  take(option) {
    const after = this.text.slice(this.input.selectionStart);
    const insert = option.insert.endsWith('(') && after.startsWith('(') ? option.text : option.insert;
    const before = this.text.slice(0, this.from) + insert;
    this.input.value = before + after;
    this.input.setSelectionRange(before.length, before.length);
    this.close();
    this.input.focus();
  }

  key(event) {
    const open = this.options.length > 0;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      this.suggest(true);
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : this.options.length - 1;
      this.chosen = (this.chosen + step) % this.options.length;
      this.draw();
    } else if (open && event.key === 'Tab') {
      event.preventDefault();
      this.take(this.options[this.chosen]);
    } else if (open && event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      open && this.moved(event) ? this.take(this.options[this.chosen]) : this.run();
    }
  }

  /** Enter takes a completion that was chosen with the arrows, and runs the query otherwise. */
  moved() {
    return this.chosen > 0;
  }
}
