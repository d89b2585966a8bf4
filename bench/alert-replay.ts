import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { DEFAULT_EDGES } from '../alerting/dora-rules';
import { REPLAYED_RULES, sampledRule } from '../alerting/replayed-rules';
import { clientReader } from '../src/backend/aurora/client-reader';
import { budgetHistory } from '../src/backend/metrics/alert-replay/history';
import { replay, replaySampled } from '../src/backend/metrics/alert-replay/replay';
import { sampledServices } from '../src/backend/metrics/alert-replay/sample-history';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { WHOLE, withReader } from './database';
import { atMostMs } from './goals';
import type { Goal } from './goals';
import { END } from './history';
import { timed } from './statistics';
import { REPLAY_MOST_SECONDS } from './wanted';

const DAYS = 365;

/** Measures the replay of alert rules over the newest year. */
export async function measureAlertReplay(server: EmbeddedDatabase): Promise<Goal> {
  const toMs = Date.parse(END);
  const range = { fromMs: toMs - DAYS * DAY_MS, toMs };
  const scope = { services: [], teams: [], tiers: [], slos: [] };
  let report = '';
  const ms = await timed(async () => {
    await withReader(server, WHOLE, async (client) => {
      const [reader, { signal }] = [clientReader(client), new AbortController()];
      const history = await budgetHistory(reader, scope, range, signal);
      const sampled = sampledRule(DEFAULT_EDGES);
      const counted = await sampledServices(reader, sampled.condition.windowMinutes, { scope, range }, signal);
      const alerts = [...replay(history, REPLAYED_RULES), ...replaySampled(counted, sampled, range)];
      report = `${history.periods.length} SLOs, ${alerts.length} alerts`;
    });
  });
  console.log(`${DAYS} days minute by minute, ${report}: ${(ms / 1000).toFixed(1)} s.`);
  return atMostMs('Replay of alerts over a year', REPLAY_MOST_SECONDS * 1000, { warmMs: ms });
}
