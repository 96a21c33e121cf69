// A table of keyed rows that sorts by its heads, filters, groups, and changes only what changed.
import {h, put, setText} from './dom.js';

const SETTLE_MS = 5000;

/**
 * Columns are {id, label, draw(cell, row), value(row), cls, head, first}; `value` makes one
 * sortable, `first: 'desc'` has it begin with the largest. `roles` names the parts of a table whose
 * style makes it none to a screen reader.
 */
export function table({caption, columns, key, sort, open, empty = 'Nothing here.', rowState, roles = false}) {
  const rows = new Map();
  let [column, direction] = sort ?? [null, 'asc'];
  let accept = () => true;
  let group = null;
  let dirty = false;

  const role = (name) => (roles ? name : null);
  const heads = columns.map((one) => head(one));
  const body = h('tbody', {role: role('rowgroup')});
  const none = h('p', {class: 'empty', hidden: true}, empty);
  const element = h(
    'div',
    {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    h('table', {role: role('table')}, h('caption', {class: 'sr'}, caption), h('thead', {role: role('rowgroup')}, h('tr', {role: role('row')}, heads)), body),
    none,
  );
  const grid = element.querySelector('table');

  function head(one) {
    const cell = h('th', {scope: 'col', class: one.cls, role: role('columnheader')});
    if (one.value) {
      cell.append(h('button', {type: 'button', class: 'sort', onclick: () => sortBy(one)}, one.label));
    } else if (one.hide) {
      cell.append(h('span', {class: 'sr'}, one.label));
    } else {
      cell.append(one.label);
    }
    return cell;
  }

  function sortBy(one, way) {
    const first = one.first ?? 'asc';
    direction = way ?? (column === one.id ? (direction === 'asc' ? 'desc' : 'asc') : first);
    column = one.id;
    arrange();
  }

  function compare(a, b) {
    const one = columns.find((candidate) => candidate.id === column);
    if (!one) {
      return a.order - b.order;
    }
    const [x, y] = [one.value(a.row), one.value(b.row)];
    const missing = (x === null || x === undefined) - (y === null || y === undefined);
    if (missing) {
      return missing;
    }
    const way = direction === 'asc' ? 1 : -1;
    const order = typeof x === 'string' ? x.localeCompare(y, undefined, {numeric: true}) : x - y;
    return order ? order * way : a.order - b.order;
  }

  function arrange() {
    dirty = false;
    heads.forEach((cell, index) => {
      const mine = columns[index].id === column;
      mine ? cell.setAttribute('aria-sort', direction === 'asc' ? 'ascending' : 'descending') : cell.removeAttribute('aria-sort');
    });
    const sorted = [...rows.values()].sort(compare);
    if (!group) {
      grid.querySelectorAll('tbody').forEach((one) => one !== body && one.remove());
      grid.append(body);
      body.replaceChildren(...sorted.map((one) => one.element));
    } else {
      byGroup(sorted);
    }
    show();
  }

  function byGroup(sorted) {
    const bodies = new Map();
    for (const one of sorted) {
      const name = group(one.row) || 'no group';
      const list = bodies.get(name) ?? [];
      list.push(one.element);
      bodies.set(name, list);
    }
    grid.querySelectorAll('tbody').forEach((one) => one.remove());
    for (const name of [...bodies.keys()].sort((a, b) => a.localeCompare(b, undefined, {numeric: true}))) {
      const title = h('th', {colspan: columns.length, scope: 'rowgroup', role: role('rowheader')}, name, h('span', {class: 'faint'}));
      grid.append(h('tbody', {class: 'group', role: role('rowgroup')}, h('tr', {class: 'grouphead', role: role('row')}, title), bodies.get(name)));
    }
  }

  function show() {
    let shown = 0;
    for (const one of rows.values()) {
      const fits = accept(one.row);
      shown += fits;
      one.element.hidden !== !fits && (one.element.hidden = !fits);
    }
    for (const part of grid.querySelectorAll('tbody.group')) {
      const fitting = [...part.rows].slice(1).filter((row) => !row.hidden).length;
      part.hidden = fitting === 0;
      setText(part.querySelector('span'), ` ${fitting}`);
    }
    none.hidden = shown > 0;
    grid.hidden = shown === 0;
    return shown;
  }

  function draw(one) {
    columns.forEach((each, index) => each.draw(one.element.cells[index], one.row));
    if (rowState) {
      one.element.dataset.state = rowState(one.row);
    }
  }

  function keep(row) {
    const id = key(row);
    let one = rows.get(id);
    if (!one) {
      const cells = columns.map((each) => h(each.head ? 'th' : 'td', {class: each.cls, scope: each.head ? 'row' : null, role: role(each.head ? 'rowheader' : 'cell')}));
      one = {row, order: rows.size, element: h('tr', {role: role('row')}, cells)};
      rows.set(id, one);
      if (open) {
        one.element.classList.add('open');
        one.element.addEventListener('click', (event) => event.target.closest('a,button,input') || getSelection().toString() || open(one.row));
      }
    }
    one.row = row;
    draw(one);
    return one;
  }

  const timer = setInterval(() => {
    if (dirty && !element.matches(':hover, :focus-within')) {
      arrange();
    }
  }, SETTLE_MS);

  return {
    element,
    rows: () => [...rows.values()].map((one) => one.row),
    /** All rows anew. */
    set(list) {
      const ids = new Set(list.map(key));
      [...rows.keys()].forEach((id) => ids.has(id) || rows.delete(id));
      list.forEach((row, index) => (keep(row).order = index));
      arrange();
    },
    /** Some rows changed; their places in the order follow a little later. */
    update(list) {
      let fresh = false;
      for (const row of list) {
        fresh ||= !rows.has(key(row));
        keep(row);
      }
      fresh ? arrange() : show();
      dirty = true;
    },
    get: (id) => rows.get(id)?.row,
    filter(test) {
      accept = test;
      return show();
    },
    groupBy(name) {
      group = name;
      arrange();
    },
    sortBy: (id, way) => sortBy(columns.find((one) => one.id === id), way),
    sorted: () => [column, direction],
    end: () => clearInterval(timer),
  };
}

/** A column that shows a text. */
export const text = (id, label, value, more) => ({
  id,
  label,
  value,
  draw: (cell, row) => setText(cell, value(row) ?? '–'),
  ...more,
});

/** A percentage with a bar; the number stands beside it. */
export function meter(cell, percent, words, level) {
  let bar = cell.firstChild?.firstChild;
  if (!bar) {
    bar = h('i');
    put(cell, h('span', {class: 'bar', 'aria-hidden': 'true'}, bar), h('span'));
  }
  const known = percent !== null && percent !== undefined;
  cell.firstChild.hidden = !known;
  const width = known ? `${Math.min(100, Math.max(0, percent)).toFixed(0)}%` : '0';
  if (bar.style.width !== width) {
    bar.style.width = width;
  }
  const tone = level ?? (percent >= 95 ? 'bad' : percent >= 85 ? 'warn' : '');
  if (cell.firstChild.dataset.level !== tone) {
    cell.firstChild.dataset.level = tone;
  }
  setText(cell.lastChild, words);
}
