import type { Socket } from 'node:net';

import fc from 'fast-check';

import { HARMS, SILENCES, doing, leadingTo, startHostileServer } from '../../support/hostile-postgres';
import type { Harm } from '../../support/hostile-postgres';
import { byChance, pause } from './chance';
import type { WorkerLives } from './worker-lives';

/** A way to a database that leads there, or to one of the hostile servers. */
export interface DatabaseSwitch {
  readonly port: number;
  /** @param harm null: the real server */
  turnTo(harm: Harm | null): void;
  /** Ends what goes through it. */
  cut(): void;
  close(): Promise<void>;
}

export async function startDatabaseSwitch(real: { host: string; port: number }): Promise<DatabaseSwitch> {
  const through = leadingTo(real);
  let onConnection: (socket: Socket) => void = through;
  const server = await startHostileServer((socket) => onConnection(socket));
  return {
    port: server.port,
    turnTo: (harm) => {
      onConnection = harm === null ? through : doing(harm);
    },
    cut: () => server.cut(),
    close: () => server.close(),
  };
}

const MS = { fault: { min: 500, max: 8_000 }, peace: { min: 500, max: 8_000 } };

const fault = fc.record({
  kind: fc.constantFrom('harm', 'harm', 'cut', 'kill'),
  harm: fc.constantFrom(...[...HARMS, ...SILENCES].filter(({ tlsMode }) => tlsMode === 'disable')),
  faultMs: fc.integer(MS.fault),
  peaceMs: fc.integer(MS.peace),
});

/** One fault after another, with peace between, until the signal ends it. */
export async function letFaultsHappen(
  way: DatabaseSwitch,
  lives: WorkerLives,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal }
): Promise<void> {
  await byChance({ seed, signal, of: fault }, async ({ kind, harm, faultMs, peaceMs }) => {
    if (kind === 'kill') {
      await lives.kill();
    } else {
      way.turnTo(kind === 'harm' ? harm : null);
      way.cut();
      await pause(faultMs, signal);
      way.turnTo(null);
      way.cut();
    }
    await pause(peaceMs, signal);
  });
}
