import fc from 'fast-check';
import { Client } from 'pg';
import type { ClientBase } from 'pg';

import { sampled } from './attacked';
import type { TestDatabase } from './database';

/** Writers, one who folds and a reader at the same time, whose transactions begin and end in any order. */

const WRITERS = 3;
/** Of each writer beside the others. */
const TRANSACTIONS = 100;

interface Actor {
  readonly client: Client;
  isOpen: boolean;
}

export type Fold = (folder: ClientBase, most: number) => Promise<unknown>;

/** Folds by a function of the schema. */
export const foldBy =
  (name: 'fold_down_pieces' | 'fold_gated_periods'): Fold =>
  (folder, most) =>
    folder.query(`select stackflow.${name}($1)`, [most]);

export interface RaceOptions<Edit, Look> {
  /** Who the writers are signed in as; the owner may do more than programs of users may. */
  readonly writers: 'sre_metrics_writer' | 'owner';
  readonly edit: fc.Arbitrary<Edit>;
  readonly look: fc.Arbitrary<Look>;
  /** Makes an edit in the transaction of a writer that waits for no other. */
  readonly applyEdit: (writer: ClientBase, edit: Edit) => Promise<void>;
  /** Folds some of what is marked, at most so many services, in the transaction of who folds. */
  readonly folds: readonly Fold[];
  /** Folds all that is marked. */
  readonly foldAll: (folder: ClientBase) => Promise<unknown>;
  /** How many rows differ from those of the definition. */
  readonly differences: (reader: ClientBase, look: Look) => Promise<number>;
}

type Step<Edit, Look> =
  | { readonly kind: 'edit'; readonly writer: number; readonly edit: Edit }
  | { readonly kind: 'end'; readonly writer: number; readonly end: End }
  | { readonly kind: 'fold'; readonly fold: number; readonly most: number }
  | { readonly kind: 'endFold'; readonly end: End }
  | { readonly kind: 'foldAll' }
  | { readonly kind: 'look'; readonly look: Look };

type End = 'commit' | 'rollback';

export class Race<Edit, Look> {
  readonly #options: RaceOptions<Edit, Look>;
  readonly #writers: readonly Actor[];
  readonly #folder: Actor;
  /** Signed in as a member of sre_metrics_reader. */
  readonly reader: Client;
  readonly #clients: readonly Client[];

  private constructor(options: RaceOptions<Edit, Look>, clients: readonly [Client, Client, ...Client[]]) {
    const [reader, folder, ...writers] = clients;
    this.#options = options;
    this.#clients = clients;
    this.reader = reader;
    this.#folder = { client: folder, isOpen: false };
    this.#writers = writers.map((client) => ({ client, isOpen: false }));
  }

  static async open<Edit, Look>(database: TestDatabase, options: RaceOptions<Edit, Look>): Promise<Race<Edit, Look>> {
    const reader = await connect(database, 'sre_metrics_reader');
    const folder = await connect(database, 'sre_metrics_writer');
    const writers: Client[] = [];
    while (writers.length < WRITERS) {
      writers.push(await connect(database, options.writers));
    }
    return new Race(options, [reader, folder, ...writers]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }

  /** Who folds; in no transaction of its own between steps. */
  get folder(): Client {
    return this.#folder.client;
  }

  /** A writer; in no transaction of its own between steps. */
  get writer(): Client {
    return this.#writerAt(0).client;
  }

  /** Steps at random. */
  get steps(): fc.Arbitrary<readonly Step<Edit, Look>[]> {
    const { edit, look, folds } = this.#options;
    const writer = fc.nat({ max: WRITERS - 1 });
    const end = fc.constantFrom<End>('commit', 'commit', 'commit', 'rollback');
    const most = fc.integer({ min: 1, max: 2 });
    return fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.record({ kind: fc.constant('edit' as const), writer, edit }) },
        { weight: 8, arbitrary: fc.record({ kind: fc.constant('end' as const), writer, end }) },
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constant('fold' as const), fold: fc.nat({ max: folds.length - 1 }), most }),
        },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('endFold' as const), end }) },
        { weight: 2, arbitrary: fc.constant({ kind: 'foldAll' } as const) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), look }) }
      ),
      { minLength: 10, maxLength: 50 }
    );
  }

  /** Takes the steps one after another, and ends all transactions. */
  async take(steps: readonly Step<Edit, Look>[]): Promise<void> {
    try {
      for (const step of steps) {
        await this.#take(step);
      }
    } finally {
      for (const actor of [this.#folder, ...this.#writers]) {
        await close(actor, 'commit');
      }
    }
  }

  /** Writers, folds and looks side by side. Fails once all of them are done, so that whoever comes next meets none. */
  async run(look: Look): Promise<void> {
    const { edit, foldAll } = this.#options;
    const edits = sampled(fc.array(edit, { minLength: 1, maxLength: 3 }), TRANSACTIONS * WRITERS);
    let isOver = false;
    const untilThen = async (turn: () => Promise<unknown>) => {
      while (!isOver) {
        await turn();
      }
    };
    const writing = Promise.allSettled(
      this.#writers.map((writer, index) =>
        this.#write(writer, edits.slice(index * TRANSACTIONS, (index + 1) * TRANSACTIONS))
      )
    ).finally(() => {
      isOver = true;
    });
    const others = Promise.allSettled([untilThen(() => foldAll(this.folder)), untilThen(() => this.look(look))]);
    for (const outcome of [...(await writing), ...(await others)]) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
    }
  }

  /** Makes each list of edits in a transaction of its own. */
  async #write(writer: Actor, transactions: readonly (readonly Edit[])[]): Promise<void> {
    for (const edits of transactions) {
      await open(writer);
      try {
        for (const edit of edits) {
          await this.#options.applyEdit(writer.client, edit);
        }
      } finally {
        // After an error this rolls back.
        await close(writer, 'commit');
      }
    }
  }

  /** Expects what is stored and the definition to agree. */
  async look(look: Look): Promise<void> {
    expect({ look, differences: await this.#options.differences(this.reader, look) }).toEqual({ look, differences: 0 });
  }

  async foldAll(): Promise<void> {
    await this.#options.foldAll(this.folder);
  }

  async #take(step: Step<Edit, Look>): Promise<void> {
    switch (step.kind) {
      case 'edit':
        await open(this.#writerAt(step.writer));
        await this.#options.applyEdit(this.#writerAt(step.writer).client, step.edit);
        break;
      case 'end':
        await close(this.#writerAt(step.writer), step.end);
        break;
      case 'fold':
        await open(this.#folder);
        await this.#options.folds[step.fold]?.(this.folder, step.most);
        break;
      case 'endFold':
        await close(this.#folder, step.end);
        break;
      case 'foldAll':
        await close(this.#folder, 'commit');
        await this.foldAll();
        break;
      case 'look':
        await this.look(step.look);
    }
  }

  #writerAt(index: number): Actor {
    const found = this.#writers[index];
    if (found === undefined) {
      throw new Error(`There is no writer ${index}.`);
    }
    return found;
  }
}

/** Signed in as a member of the role, or as the owner; whoever must wait for a lock fails. */
async function connect(
  database: TestDatabase,
  role: 'sre_metrics_writer' | 'sre_metrics_reader' | 'owner'
): Promise<Client> {
  const { host, port, name, adminUser, adminPassword } = database;
  const owner = { user: adminUser, password: adminPassword };
  const { user, password } = role === 'owner' ? owner : await database.createUser(role);
  const client = new Client({ host, port, database: name, user, password });
  await client.connect();
  await client.query(`set lock_timeout = '5s'`);
  return client;
}

async function open(actor: Actor): Promise<void> {
  if (!actor.isOpen) {
    await actor.client.query('begin');
    actor.isOpen = true;
  }
}

async function close(actor: Actor, how: End): Promise<void> {
  if (actor.isOpen) {
    await actor.client.query(how);
    actor.isOpen = false;
  }
}
