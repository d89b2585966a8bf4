import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { DEFAULT_EDGES } from '../alerting/dora-rules';
import { REPLAYED_RULES, sampledRules } from '../alerting/replayed-rules';
import { clientReader } from '../src/backend/aurora/client-reader';
import { budgetHistory } from '../src/backend/metrics/alert-replay/history';
import { replay, replaySampled } from '../src/backend/metrics/alert-replay/replay';
import { sampledServices } from '../src/backend/metrics/alert-replay/sample-history';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { WHOLE, withReader } from './database';
import { END } from './history';
import { timed } from './statistics';

const DAYS = 365;

/** What we want of a year of all services. */
const WANTED_SECONDS = 60;

/** Those too that are paused until an edge is chosen. */
const EVERY_SAMPLED = sampledRules({ ...DEFAULT_EDGES, leadTimeSeconds: 86_400, mttrSeconds: 14_400 });

/** Measures the replay of all alert rules over the newest year. */
export async function measureAlertReplay(server: EmbeddedDatabase): Promise<string> {
  const toMs = Date.parse(END);
  const range = { fromMs: toMs - DAYS * DAY_MS, toMs };
  const scope = { services: [], teams: [], tiers: [], slos: [] };
  let report = '';
  const ms = await timed(async () => {
    await withReader(server, WHOLE, async (client) => {
      const [reader, { signal }] = [clientReader(client), new AbortController()];
      const history = await budgetHistory(reader, scope, range, signal);
      let alerts = replay(history, REPLAYED_RULES).length;
      for (const rule of EVERY_SAMPLED) {
        alerts += replaySampled(
          await sampledServices(reader, rule.condition, { scope, range }, signal),
          rule,
          range
        ).length;
      }
      report = `${history.periods.length} SLOs, ${alerts} alerts`;
    });
  });
  console.log(`${DAYS} days minute by minute, ${report}: ${(ms / 1000).toFixed(1)} s.`);
  return `Replay of a year under ${WANTED_SECONDS} s: ${ms < WANTED_SECONDS * 1000 ? 'met' : 'not met'}.`;
}
