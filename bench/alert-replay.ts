import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { REPLAYED_RULES } from '../alerting/replayed-rules';
import { clientReader } from '../src/backend/aurora/client-reader';
import { budgetHistory } from '../src/backend/metrics/alert-replay/history';
import { replay } from '../src/backend/metrics/alert-replay/replay';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { WHOLE, withReader } from './database';
import { END } from './history';
import { timed } from './statistics';

const DAYS = 365;

/** What we want of a year of all services. */
const WANTED_SECONDS = 60;

/** Measures the replay of all alert rules over the newest year. */
export async function measureAlertReplay(server: EmbeddedDatabase): Promise<string> {
  const toMs = Date.parse(END);
  const range = { fromMs: toMs - DAYS * DAY_MS, toMs };
  const scope = { services: [], teams: [], tiers: [], slos: [] };
  let report = '';
  const ms = await timed(async () => {
    await withReader(server, WHOLE, async (client) => {
      const history = await budgetHistory(clientReader(client), scope, range, new AbortController().signal);
      const firings = replay(history, REPLAYED_RULES);
      report = `${history.periods.length} SLOs, ${firings.length} alerts`;
    });
  });
  console.log(`${DAYS} days minute by minute, ${report}: ${(ms / 1000).toFixed(1)} s.`);
  return `Replay of a year under ${WANTED_SECONDS} s: ${ms < WANTED_SECONDS * 1000 ? 'met' : 'not met'}.`;
}
