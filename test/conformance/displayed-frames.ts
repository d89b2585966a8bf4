/**
 * Looks at the frames that TestFrames has left in a folder, as the browser does: sent by the server of Grafana 12.3 and
 * by the newest, in a panel that somebody has just added, in the dark theme. `displayed-frames.ts <folder>`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { DataFrame, Field } from '@grafana/data';

import { run } from '../../tooling/run';
import { dashboardComplaints } from './displayed-frames-dashboards';
import {
  NEW_PANEL,
  colorOf,
  inOldPanel,
  inPanel,
  isNumber,
  lookOf,
  readFrame,
  wordsOf,
} from './displayed-frames-browser';
import { EXPECTATIONS } from './displayed-frames-expected';

/** By the suffix of the files. */
const GRAFANAS = {
  '12': { called: 'Grafana 12.3', withOverrides: inOldPanel },
  '13': { called: 'the newest Grafana', withOverrides: inPanel },
} as const;

const PLAIN = colorOf('text');
const VIEWS: Readonly<Record<string, string>> = { 'timeseries-wide': 'graph', table: 'table' };

function* complaintsAbout(name: string, frame: DataFrame): Generator<string> {
  yield* aboutMeta(frame);
  const shown = inPanel(frame, NEW_PANEL);
  for (const [index, field] of shown.fields.entries()) {
    const sent = frame.fields[index];
    yield* aboutNoData(field, shown);
    yield* sent === undefined ? [] : aboutSteps(sent, field);
    yield* sent === undefined ? [] : aboutWords(sent, field);
    yield* aboutLinks(field);
  }
  yield* aboutExpected(name, shown);
  if (name.startsWith('annotations-')) {
    yield* aboutAnnotations(frame);
  }
}

function* aboutMeta({ meta, length }: DataFrame): Generator<string> {
  if (meta?.preferredVisualisationType !== VIEWS[meta?.type ?? '']) {
    yield `the view is ${String(meta?.preferredVisualisationType)}`;
  }
  if (length === 0 && !meta?.notices?.some(({ text }) => text.includes('no rows'))) {
    yield 'an empty answer says nothing';
  }
}

/** No data has the colour of text, and says so where it stands alone. */
function* aboutNoData(field: Field, { meta }: DataFrame): Generator<string> {
  const isWord = wordsOf(field).length > 0;
  for (const value of isNumber(field) ? [null, undefined, NaN] : isWord ? [null] : []) {
    const { color, text } = lookOf(field, value);
    if (color !== PLAIN) {
      yield `${field.name}: ${String(value)} is ${String(color)}`;
    }
    const wanted = noValueOf(field, meta?.preferredVisualisationType === 'table');
    if (value === null && isNumber(field) && text !== wanted) {
      yield `${field.name}: no data reads "${text}" instead of "${wanted}"`;
    }
  }
}

/** A table's cell is empty, unless the column says otherwise. */
function noValueOf({ config }: Field, isTable: boolean): string {
  return config.noValue ?? (isTable ? '' : 'no data');
}

/** Every step that was sent holds from its value on, and the first from below all numbers. */
function* aboutSteps(sent: Field, field: Field): Generator<string> {
  const steps = sent.config.thresholds?.steps ?? [];
  for (const [index, { value, color }] of steps.entries()) {
    if (typeof value !== 'number') {
      yield `${field.name}: the step to ${color} begins at ${String(value)}`;
      continue;
    }
    const first = index === 0 ? -1e9 : value;
    const next = steps[index + 1]?.value ?? first + Math.abs(first) + 1;
    for (const probe of [first, first + (next - first) / 2]) {
      if (lookOf(field, probe).color !== colorOf(color)) {
        yield `${field.name}: ${probe} is ${String(lookOf(field, probe).color)} instead of ${color}`;
      }
    }
  }
}

function* aboutWords(sent: Field, field: Field): Generator<string> {
  for (const { value, text, color } of wordsOf(sent)) {
    const look = lookOf(field, value);
    if (look.text !== text || look.color !== colorOf(color)) {
      yield `${field.name}: ${value} is ${JSON.stringify(look)} instead of ${String(text)} in ${color}`;
    }
  }
}

const ADDRESS = /^\$\{__(value\.raw|data\.fields\["[^"]+"\]):raw\}$/;
const LIST = /^\/d\/[a-z-]+\?\$\{__url_time_range\}&\$\{__all_variables\}&var-check=(\w+|\$\{__value\.raw\})$/;

/** Each link leads to an address in its row, in a tab of its own; or to a list on a dashboard, in the same tab. */
function* aboutLinks(field: Field): Generator<string> {
  for (const { title, url, targetBlank } of field.config.links ?? []) {
    const isKnown = targetBlank === true ? ADDRESS.test(url) : LIST.test(url);
    if (!isKnown || title === '') {
      yield `${field.name}: the link ${title} to ${url}`;
    }
  }
}

function* aboutExpected(name: string, shown: DataFrame): Generator<string> {
  for (const { frames, field: fieldName, looks } of EXPECTATIONS.filter((expected) => expected.frames.test(name))) {
    const fields = shown.fields.filter((field) => (fieldName === null ? isNumber(field) : field.name === fieldName));
    if (fields.length === 0) {
      yield `no field ${String(fieldName)} for ${String(frames)}`;
    }
    for (const field of fields) {
      for (const [value, color, text] of looks) {
        const look = lookOf(field, value);
        if (look.color !== colorOf(color) || (text !== undefined && look.text !== text)) {
          yield `${field.name}: ${value} is ${JSON.stringify(look)} instead of ${color}${text === undefined ? '' : `, "${text}"`}`;
        }
      }
    }
  }
}

/** Grafana offers to edit and delete what has no number 0. */
function* aboutAnnotations({ fields }: DataFrame): Generator<string> {
  const id = fields.find(({ name }) => name === 'id');
  if (id === undefined || !id.values.every((value) => value === 0)) {
    yield 'annotations can be edited';
  }
}

function main(folder: string): void {
  const complaints = Object.entries(GRAFANAS).flatMap(([suffix, { called, withOverrides }]) => {
    const ending = `.${suffix}.json`;
    const names = readdirSync(folder).filter((file) => file.endsWith(ending));
    console.log(`${names.length} frames as ${called} shows them`);
    const frames = new Map(names.map((file) => [file.slice(0, -ending.length), readFrame(join(folder, file))]));
    const found = [...frames].flatMap(([name, frame]) =>
      [...complaintsAbout(name, frame)].map((complaint) => `${name}: ${complaint}`)
    );
    return [...found, ...dashboardComplaints(frames, withOverrides)].map((complaint) => `${called}: ${complaint}`);
  });
  complaints.forEach((complaint) => console.error(complaint));
  if (complaints.length > 0) {
    throw new Error(`${complaints.length} values do not look as they are meant.`);
  }
}

run(() => main(process.argv[2] ?? '.'));
