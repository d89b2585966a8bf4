import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import type { CellStore } from '../../src/backend/metrics/cells/store';
import { sampled } from './attacked';
import { CELL_SERVICES, CELL_TEAMS, applyCellEdit, cellEditArbitrary } from './cell-edits';
import type { CellEdit } from './cell-edits';
import { cellAnswers } from './cell-questions';
import type { CellQuestion } from './cell-questions';
import type { Race } from './race';
import { clearRecords, insertRecords } from './records';

/** Answers from cells of one kind, while others write what they count and somebody folds. */

const NEVER = new AbortController().signal;
/** How often a random history is tried. */
const RUNS = 30;
const SIDE_BY_SIDE_QUESTIONS = 50;

export interface CellRace {
  readonly store: CellStore;
  readonly race: Race<CellEdit, readonly CellQuestion[]>;
  /** Whoever fills the tables before the race. */
  readonly client: ClientBase;
  readonly question: fc.Arbitrary<CellQuestion>;
}

/** Leaves the services of `cellEditArbitrary` and nothing else. */
export async function clearCellRecords(client: ClientBase): Promise<void> {
  await client.query('truncate stackflow.github_changes');
  await clearRecords(client);
  await insertRecords(client, {
    services: CELL_SERVICES.map((name) => ({ name, team: CELL_TEAMS[name] })),
  });
}

/** Expects that cells give the rows of the records. */
export async function expectAnswersOfRecords(question: CellQuestion, client: ClientBase): Promise<void> {
  const { cells, records } = await cellAnswers(question, client);
  expect(cells).toEqual(records);
}

/** How many marks there are. */
async function marksOf({ marks }: CellStore, client: ClientBase): Promise<number | undefined> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${marks.table.text}`);
  return rows[0]?.n;
}

/**
 * Tries random histories, in transactions that end in any order; then folds, which leaves no mark, and asks again.
 *
 * @param firstEdits how many edits there are before the race
 */
export async function tryRandomHistories(
  { store, race, client, question }: CellRace,
  firstEdits: fc.ArrayConstraints
): Promise<void> {
  const filled = fc.array(cellEditArbitrary, firstEdits);
  const questions = fc.array(question, { minLength: 3, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(filled, race.steps, questions, async (first, steps, last) => {
      await clearCellRecords(client);
      await client.query('begin');
      for (const edit of first) {
        await applyCellEdit(client, edit);
      }
      await client.query('commit');
      await race.take(steps);
      await expectAll(last, race);
      await foldCells(store, race.folder, NO_REST, NEVER);
      expect(await marksOf(store, client)).toBe(0);
      await expectAll(last, race);
    }),
    { numRuns: RUNS }
  );
}

/** Has writers and a fold run side by side, then folds and asks. */
export async function trySideBySide({ store, race, question }: Omit<CellRace, 'client'>): Promise<void> {
  const asked = sampled(question, SIDE_BY_SIDE_QUESTIONS);
  await race.run(asked);
  await foldCells(store, race.folder, NO_REST, NEVER);
  await expectAll(asked, race);
}

async function expectAll(questions: readonly CellQuestion[], { reader }: CellRace['race']): Promise<void> {
  for (const question of questions) {
    await expectAnswersOfRecords(question, reader);
  }
}
