import type { Failure } from '../../model/failure';
import { PluginContext } from '../transport/generated/pluginv2/backend';
import type { PluginHandlers } from '../transport/handlers';
import { describeError } from '../transport/log';
import type { LogFields, Logger } from '../transport/log';
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
  const failed = (subject: string) => (failure: Failure) => logFailure(failure, { subject }, logger);
  const opener = (context: PluginContext | undefined) => () => instances.get(context ?? PluginContext.create());
  return {
    queryData: async (request, signal) => ({
      responses: await queryData(request, { open: opener(request.pluginContext), nowMs: Date.now, onOutcome }, signal),
    }),
    checkHealth: ({ pluginContext }, signal) => checkHealth(opener(pluginContext), failed('CheckHealth'), signal),
    callResource: (request, signal) =>
      callResource(request, opener(request.pluginContext), failed(request.path), signal),
    collectMetrics: async () => ({ metrics: { prometheus: Buffer.from(await metrics.print()) } }),
    dispose: () => instances.dispose(),
  };
}

function logOutcome({ refId, subject, seconds, failure }: QueryOutcome, logger: Logger): void {
  if (failure !== null) {
    logFailure(failure, { refId, metric: subject, seconds }, logger);
  }
}

/** Users' mistakes are theirs to see; the log gets what an operator can act on. */
function logFailure(failure: Failure, facts: LogFields, logger: Logger): void {
  if ([400, 404, 405, 409, 413].includes(failure.status)) {
    return;
  }
  const level = failure.source === 'plugin' ? 'error' : 'warn';
  logger[level](failure.message, {
    ...facts,
    status: failure.status,
    ...(failure.cause !== undefined && { cause: describeError(failure.cause) }),
  });
}
