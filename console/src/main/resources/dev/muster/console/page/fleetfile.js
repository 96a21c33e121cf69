// The fleet file in the browser: checked while one types, mistakes located, a diff, then saved.
import * as api from './api.js';
import {h, put, setText, state, dialog, notify} from './dom.js';
import {count} from './format.js';
import * as live from './live.js';

const TYPED_MS = 500;

export async function fleetFile() {
  const editor = new FleetFile(await api.get('fleet-file'));
  return {element: editor.element, leave: () => editor.leave()};
}

class FleetFile {
  constructor(file) {
    this.file = file;
    this.checked = 0;
    this.lines = h('ol', {class: 'lines', 'aria-hidden': 'true'});
    this.input = h('textarea', {
      class: 'mono editor', spellcheck: 'false', autocapitalize: 'none', autocomplete: 'off', wrap: 'off',
      'aria-label': 'Fleet file', 'aria-describedby': 'findings',
      value: file.text,
      oninput: () => this.typed(),
      onscroll: () => (this.lines.scrollTop = this.input.scrollTop),
    });
    this.verdict = h('p', {role: 'status'});
    this.findings = h('ul', {class: 'findings', id: 'findings'});
    this.diff = h('div', {class: 'diff'});
    this.save = h('button', {type: 'button', class: 'primary', disabled: true, onclick: () => this.ask()}, 'Save…');
    this.undo = h('button', {type: 'button', disabled: true, onclick: () => this.reset()}, 'Undo changes');
    this.outside = h('p', {class: 'hint', role: 'status'});
    this.element = h(
      'div',
      {class: 'fleetfile'},
      h('div', {class: 'toolbar'}, h('span', {class: 'mono faint'}, file.file), h('span', {class: 'grow'}, this.verdict), this.undo, this.save),
      this.outside,
      h('div', {class: 'split editorsplit'}, h('div', {class: 'editorbox'}, this.lines, this.input), h('section', {'aria-label': 'What it would change'}, this.findings, this.diff)),
    );
    this.stop = live.on('fleet', () => this.changedOutside());
    this.number();
    this.check();
  }

  leave() {
    this.stop();
    clearTimeout(this.timer);
  }

  get text() {
    return this.input.value;
  }

  typed() {
    this.number();
    this.save.disabled = true;
    this.undo.disabled = this.text === this.file.text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), TYPED_MS);
  }

  number() {
    const wanted = this.text.split('\n').length;
    while (this.lines.children.length > wanted) {
      this.lines.lastChild.remove();
    }
    while (this.lines.children.length < wanted) {
      this.lines.append(h('li', null, this.lines.children.length + 1));
    }
  }

  async check() {
    const mine = (this.checked += 1);
    try {
      const result = await api.post('fleet-file/check', {text: this.text});
      mine === this.checked && this.show(result);
    } catch (failure) {
      if (mine === this.checked) {
        const found = failure.body?.data ?? failure.body;
        found?.findings ? this.show(found) : setText(this.verdict, failure.message);
      }
    }
  }

  show({findings = [], clients, limits, diff}) {
    const errors = findings.filter((one) => one.severity !== 'warning');
    const changed = this.text !== this.file.text;
    put(
      this.verdict,
      errors.length
        ? state('failed', count(errors.length, 'mistake'))
        : state('ok', `${count(clients ?? 0, 'client')}, ${count(limits ?? 0, 'limit')}${findings.length ? `, ${count(findings.length, 'warning')}` : ''}`),
    );
    this.save.disabled = errors.length > 0 || !changed;
    this.undo.disabled = !changed;
    put(this.findings, findings.map((finding) => this.finding(finding)));
    const bad = new Map(findings.map((one) => [one.line, one.severity === 'warning' ? 'warn' : 'bad']));
    [...this.lines.children].forEach((line, index) => (line.className = bad.get(index + 1) ?? ''));
    this.lastDiff = diff;
    put(this.diff, errors.length || !changed ? null : diffList(diff, this.file.text, this.text));
  }

  finding({line, column, severity, message}) {
    return h(
      'li',
      {class: severity === 'warning' ? 'warn' : 'bad'},
      h(
        'button',
        {type: 'button', class: 'place', onclick: () => this.go(line, column)},
        state(severity === 'warning' ? 'warning' : 'error', severity === 'warning' ? 'warning' : 'mistake'),
        ` line ${line}, column ${column}`,
      ),
      h('span', null, message),
    );
  }

  /** Puts the cursor where a mistake is. */
  go(line, column) {
    const lines = this.text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
    this.input.focus();
    this.input.setSelectionRange(start, start + 1);
    const height = this.input.scrollHeight / Math.max(1, lines.length);
    this.input.scrollTop = Math.max(0, (line - 4) * height);
  }

  reset() {
    this.input.value = this.file.text;
    setText(this.outside, '');
    this.typed();
  }

  async ask() {
    const body = [h('p', null, 'It takes effect at once; the text before it is kept in the data folder.'), diffList(this.lastDiff, this.file.text, this.text)];
    const done = await dialog('Save the fleet file', body, {act: 'Save', done: () => this.put()});
    if (done) {
      notify('The fleet file is saved and in force.');
    }
  }

  async put() {
    const text = this.text;
    const result = await api.put('fleet-file', {text, version: this.file.version});
    this.file = {...this.file, text, version: result.version};
    this.show(result);
    return true;
  }

  async changedOutside() {
    const fresh = await api.get('fleet-file').catch(() => null);
    if (!fresh || fresh.version === this.file.version) {
      return;
    }
    if (this.text === this.file.text) {
      this.file = fresh;
      this.reset();
    } else if (fresh.text !== this.text) {
      setText(this.outside, 'The file was changed meanwhile by somebody else: copy your text, undo the changes, and make them anew.');
      this.file = {...fresh, version: this.file.version};
    }
  }
}

/** What would change: clients by name, then the lines of the text. */
function diffList(diff, before, after) {
  const rows = [
    ...(diff?.added ?? []).map((name) => h('li', {class: 'plus'}, '+ ', nameOf(name))),
    ...(diff?.removed ?? []).map((name) => h('li', {class: 'minus'}, '− ', nameOf(name))),
    ...(diff?.changed ?? []).map((one) => h('li', null, '± ', nameOf(one), ' ', h('span', {class: 'faint'}, [one.what].flat().join(', ')))),
  ];
  return [
    h('h2', null, 'What changes'),
    rows.length ? h('ul', {class: 'changes'}, rows) : h('p', {class: 'faint'}, 'No client or limit changes.'),
    h('pre', {class: 'linediff', tabindex: '0', 'aria-label': 'Changed lines'}, lineDiff(before.split('\n'), after.split('\n'))),
  ];
}

const nameOf = (one) => (typeof one === 'string' ? one : one.client) || 'the fleet';

/** The lines between the first and the last that differ. */
function lineDiff(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start += 1;
  }
  let [end, last] = [before.length, after.length];
  while (end > start && last > start && before[end - 1] === after[last - 1]) {
    end -= 1;
    last -= 1;
  }
  const line = (sign, cls) => (text) => h('span', {class: cls}, `${sign} ${text}\n`);
  return [
    h('span', {class: 'faint'}, `line ${start + 1}\n`),
    before.slice(Math.max(0, start - 1), start).map(line(' ', '')),
    before.slice(start, end).map(line('−', 'minus')),
    after.slice(start, last).map(line('+', 'plus')),
    before.slice(end, end + 1).map(line(' ', '')),
  ];
}
