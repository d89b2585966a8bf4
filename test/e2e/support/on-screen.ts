import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';

import type { DecodedFrame } from '../../../tooling/decode-frame';
import type { EngineNumber } from './engine';
import { tells } from './screen-number';

/** What panels show, held against the metric engine. Each waits until it holds. */

const TIMEOUT_MS = 10_000;

type Field = DecodedFrame['fields'][number];

/** The number that a panel of the kind stat shows under a name. */
export async function expectStat(panel: Locator, name: string, number: EngineNumber | undefined): Promise<void> {
  await expectNumber(panel.getByText(name, { exact: true }).locator('xpath=following-sibling::*[1]'), number);
}

/** The one number of a panel. */
export async function expectOnly(panel: Locator, number: EngineNumber | undefined): Promise<void> {
  await expectNumber(panel.getByTestId('data-testid panel content'), number);
}

async function expectNumber(shown: Locator, number: EngineNumber | undefined): Promise<void> {
  await expect(async () => {
    const text = await shown.innerText({ timeout: TIMEOUT_MS });
    expect(complaint(text, number)).toBe('');
  }).toPass({ timeout: TIMEOUT_MS });
}

function complaint(text: string, number: EngineNumber | undefined): string {
  if (number === undefined) {
    return 'The engine has no such number.';
  }
  const { value, unit, text: expected } = number;
  if (expected !== undefined) {
    return text.trim() === expected ? '' : `"${text}" is shown for "${expected}".`;
  }
  if (value === null) {
    return /\d/.test(text) ? `"${text}" is shown where there is no data.` : '';
  }
  return tells(text, value, unit) ? '' : `"${text}" is shown for ${value} ${unit}.`;
}

/**
 * A table shows the rows of a frame, in its order; of rows and columns as many are drawn as fit.
 *
 * @param columns that must be on the screen
 */
export async function expectTable(panel: Locator, frame: DecodedFrame, columns: readonly string[]): Promise<void> {
  if (frame.numRows === 0) {
    await expectEmpty(panel);
    return;
  }
  await expect(async () => {
    const { headers, rows, rowCount } = await readTable(panel);
    expect(headers).toEqual(expect.arrayContaining([...columns]));
    expect(rowCount).toBe(frame.numRows);
    expect(rows).not.toEqual([]);
    const fields = headers.map((header) => fieldOf(frame, header));
    const wrong = rows.flatMap((cells, row) => cells.map((cell, at) => cellComplaint(cell, fields[at], row)));
    expect(wrong.filter((text) => text !== '')).toEqual([]);
  }).toPass({ timeout: TIMEOUT_MS });
}

/**
 * A table shows some columns of a frame, in the order of its rows.
 *
 * @param columns by their titles on the screen: their names in the frame
 */
export async function expectColumns(
  panel: Locator,
  frame: DecodedFrame,
  columns: Readonly<Record<string, string>>
): Promise<void> {
  if (frame.numRows === 0) {
    await expectEmpty(panel);
    return;
  }
  await expect(async () => {
    const { headers, rows } = await readTable(panel);
    expect(headers).toEqual(expect.arrayContaining(Object.keys(columns)));
    expect(rows).not.toEqual([]);
    const wrong = Object.entries(columns).flatMap(([title, name]) => {
      const field = frame.fields.find((candidate) => candidate.name === name);
      return rows.map((cells, row) => cellComplaint(cells[headers.indexOf(title)] ?? '', field, row));
    });
    expect(wrong.filter((text) => text !== '')).toEqual([]);
  }).toPass({ timeout: TIMEOUT_MS });
}

/** A table without rows has no columns either: it says in words that it is empty. */
async function expectEmpty(panel: Locator): Promise<void> {
  await expect(panel.getByRole('grid')).toHaveCount(0);
  await expect(panel.getByText(/^(No|GitHub) \w+/)).toBeVisible();
}

/** The number that a panel shows beside a name, be it a line above or below it. */
export async function expectNamed(panel: Locator, name: string, number: EngineNumber | undefined): Promise<void> {
  await expect(async () => {
    const lines = (await panel.innerText({ timeout: TIMEOUT_MS })).split('\n').map((line) => line.trim());
    const at = lines.indexOf(name);
    expect(lines).toContain(name);
    const beside = [lines[at - 1], lines[at + 1]].filter((line) => line !== undefined && /^[-−]?\d/.test(line));
    expect(beside.map((line) => complaint(line ?? '', number))).toContain('');
  }).toPass({ timeout: TIMEOUT_MS });
}

/** Each of these columns of a frame's first row stands on a line of its own, in any order. */
export async function expectFacts(panel: Locator, frame: DecodedFrame, columns: readonly string[]): Promise<void> {
  await expect(async () => {
    const lines = (await panel.innerText({ timeout: TIMEOUT_MS })).split('\n').map((line) => line.trim());
    const missing = columns.filter((name) => {
      const field = frame.fields.find((candidate) => candidate.name === name);
      return !lines.some((line) => isStatedBy(line, field));
    });
    expect({ lines, missing }).toEqual({ lines, missing: [] });
  }).toPass({ timeout: TIMEOUT_MS });
}

function isStatedBy(line: string, field: Field | undefined): boolean {
  const isNumber = typeof field?.values[0] === 'number';
  return (!isNumber || /^[-−]?\d/.test(line)) && cellComplaint(line, field, 0) === '';
}

/** What stands in a table, as far as it is drawn. */
export async function readTable(panel: Locator) {
  const grid = panel.getByRole('grid');
  const rowsAndHeader = Number(await grid.getAttribute('aria-rowcount'));
  const headers = await panel.getByRole('columnheader').allInnerTexts();
  const rows: string[][] = [];
  for (const row of await panel.getByRole('row').all()) {
    const cells = await row.getByRole('gridcell').allInnerTexts();
    if (cells.length > 0) {
      rows.push(cells.map((cell) => cell.trim()));
    }
  }
  return { headers: headers.map((header) => header.trim()), rows, rowCount: rowsAndHeader - 1 };
}

function fieldOf({ fields }: DecodedFrame, header: string): Field | undefined {
  return fields.find(({ name, config }) => (config['displayName'] ?? config['displayNameFromDS'] ?? name) === header);
}

function cellComplaint(cell: string, field: Field | undefined, row: number): string {
  if (field === undefined) {
    return 'A column is shown that the engine has not.';
  }
  const value = field.values[row];
  const where = `${field.name}, row ${row + 1}`;
  if (value === null) {
    return cell === '' || cell === '–' || cell === field.config['noValue']
      ? ''
      : `${where}: "${cell}" is shown where there is no data.`;
  }
  if (typeof value === 'string') {
    return cell === mapped(field, value) ? '' : `${where}: "${cell}" is shown for "${value}".`;
  }
  if (isTime(field)) {
    const time = new Date(Number(value)).toISOString().replace('T', ' ').slice(0, 19);
    return cell === time ? '' : `${where}: "${cell}" is shown for ${time}.`;
  }
  const unit = field.config['unit'];
  const wrong = complaint(cell, { value: Number(value), unit: typeof unit === 'string' ? unit : '' });
  return wrong === '' ? '' : `${where}: ${wrong}`;
}

/** Frames keep times as ms since the epoch, and no number of ours is as large. */
function isTime({ values }: Field): boolean {
  return values.some((value) => typeof value === 'number' && value > 1e12);
}

/** A text as a value mapping of its column shows it. */
function mapped({ config }: Field, value: string): string {
  const mappings = config['mappings'];
  for (const { options } of Array.isArray(mappings) ? (mappings as readonly Mapping[]) : []) {
    const text = options[value]?.text;
    if (text !== undefined) {
      return text;
    }
  }
  return value;
}

interface Mapping {
  readonly options: Readonly<Record<string, { readonly text?: string } | undefined>>;
}
