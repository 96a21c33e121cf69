// Which stretch of time is shown: fixed lengths that end now, or what was zoomed to.
import {h, choice, setText} from './dom.js';
import {now} from './api.js';
import {time, duration} from './format.js';

const LENGTHS = [
  [900, '15 min'], [3600, '1 h'], [21600, '6 h'], [86400, '24 h'], [604800, '7 d'], [2592000, '30 d'], [31536000, '1 y'],
];
const SHORTEST = 30;
const POINTS = 240;

export class Ranges {
  constructor(length, changed) {
    this.length = length;
    this.end = null;
    this.past = [];
    this.changed = changed;
    this.back = h('button', {type: 'button', disabled: true, onclick: () => this.undo()}, 'Undo zoom');
    this.live = h('button', {type: 'button', hidden: true, onclick: () => this.to(this.length, null)}, 'Back to now');
    this.words = h('span', {class: 'faint'});
    this.lengths = choice('Time range', LENGTHS, length, (text) => this.to(Number(text), null));
    const step = (label, name, act) => h('button', {type: 'button', 'aria-label': name, title: name, onclick: act}, label);
    this.element = h(
      'div',
      {class: 'toolbar ranges'},
      this.lengths,
      h(
        'div',
        {class: 'choice', role: 'group', 'aria-label': 'Move and zoom'},
        step('‹', 'Earlier', () => this.move(-0.5)),
        step('›', 'Later', () => this.move(0.5)),
        step('+', 'Zoom in', () => this.scale(0.5)),
        step('−', 'Zoom out', () => this.scale(2)),
      ),
      this.back,
      this.live,
      this.words,
    );
    this.say();
  }

  /** From, to and the step in seconds. */
  bounds(least = 1) {
    const to = this.end ?? now();
    const step = Math.max(least, Math.ceil(this.length / POINTS));
    return {from: to - this.length, to, step};
  }

  get isLive() {
    return this.end === null;
  }

  zoom(from, to) {
    this.to(Math.max(SHORTEST, to - from), to >= now() ? null : to);
  }

  move(share) {
    const {to} = this.bounds();
    const end = to + this.length * share;
    this.to(this.length, end >= now() ? null : end);
  }

  scale(factor) {
    const {from, to} = this.bounds();
    const length = Math.max(SHORTEST, this.length * factor);
    const end = (from + to) / 2 + length / 2;
    this.to(length, this.isLive || end >= now() ? null : end);
  }

  to(length, end) {
    this.past.push([this.length, this.end]);
    this.past = this.past.slice(-20);
    this.apply(length, end);
  }

  undo() {
    const last = this.past.pop();
    last && this.apply(...last);
  }

  apply(length, end) {
    this.length = length;
    this.end = end;
    this.say();
    this.changed();
  }

  say() {
    this.lengths.choose(this.isLive ? this.length : '');
    this.back.disabled = this.past.length === 0;
    this.live.hidden = this.isLive;
    const {from, to} = this.bounds();
    const fixed = LENGTHS.some(([length]) => length === this.length);
    setText(this.words, this.isLive ? (fixed ? '' : `last ${duration(this.length)}`) : `${time(from)} to ${time(to)}`);
  }
}
