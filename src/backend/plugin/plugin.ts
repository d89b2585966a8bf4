import { PluginContext } from '../transport/generated/pluginv2/backend';
import type { PluginHandlers } from '../transport/handlers';
import { describeError } from '../transport/log';
import type { Logger } from '../transport/log';
import { checkHealth } from './health';
import { Instances } from './instances';
import { OwnMetrics } from './own-metrics';
import { queryData } from './query-data';
import type { QueryOutcome } from './query-data';
import { callResource } from './resources';

/** The data source plugin: Grafana's calls, each mapped to its one module. */
export function createPlugin(logger: Logger): PluginHandlers {
  const instances = new Instances(logger);
  const metrics = new OwnMetrics(() => instances.all().map(({ reader }) => reader.poolState));
  const onOutcome = (outcome: QueryOutcome) => {
    metrics.onOutcome(outcome);
    logOutcome(outcome, logger);
  };
  return {
    queryData: async (request, signal) => {
      const open = () => instances.get(request.pluginContext ?? PluginContext.create());
      return { responses: await queryData(request, { open, nowMs: Date.now, onOutcome }, signal) };
    },
    checkHealth: (request, signal) =>
      checkHealth(() => instances.get(request.pluginContext ?? PluginContext.create()), signal),
    callResource: (request, signal) =>
      callResource(request, () => instances.get(request.pluginContext ?? PluginContext.create()), signal),
    collectMetrics: async () => ({ metrics: { prometheus: Buffer.from(await metrics.print()) } }),
    dispose: () => instances.dispose(),
  };
}

/** Users' mistakes are theirs to see; the log gets what an operator can act on. */
function logOutcome({ refId, subject, seconds, failure }: QueryOutcome, logger: Logger): void {
  if (failure === null || failure.status === 400) {
    return;
  }
  const level = failure.source === 'plugin' ? 'error' : 'warn';
  logger[level](failure.message, {
    refId,
    metric: subject,
    status: failure.status,
    seconds,
    ...(failure.cause !== undefined && { cause: describeError(failure.cause) }),
  });
}
