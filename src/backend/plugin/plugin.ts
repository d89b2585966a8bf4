import type { Failure } from '../../model/failure';
import type { Logger } from '../log/plugin-log';
import { Troubles } from '../log/troubles';
import { CheckHealthResponse_HealthStatus, PluginContext } from '../protocol/generated/pluginv2/backend';
import type { PluginHandlers } from '../protocol/handlers';
import { failureFor } from './access/editor-roles';
import { readerFor } from './access/shown-texts';
import { FailureLog } from './failure-log';
import { checkHealth } from './health';
import type { Instance } from './instances/instance';
import { Instances } from './instances/instances';
import { OwnMetrics } from './own-metrics';
import { queryData } from './query-data';
import type { QueryOutcome } from './query-data';
import { callResource } from './resources/resources';

/** The data source plugin: Grafana's calls, each mapped to its one module. */
export function createPlugin(logger: Logger): PluginHandlers {
  const troubles = new Troubles(logger);
  const instances = new Instances(logger, troubles);
  const metrics = new OwnMetrics(() => instances.all().map(({ reader }) => reader.poolState));
  const opener = (context: PluginContext | undefined) => () => instances.get(context ?? PluginContext.create());
  const logOf = (context: PluginContext | undefined) => new FailureLog(troubles, context ?? PluginContext.create());
  return {
    queryData: async (request, signal) => {
      const log = logOf(request.pluginContext);
      const onOutcome = (outcome: QueryOutcome) => {
        metrics.onOutcome(outcome);
        logOutcome(outcome, log);
      };
      const user = request.pluginContext?.user;
      const surroundings = {
        open: opener(request.pluginContext),
        nowMs: Date.now,
        onOutcome,
        readerOf: ({ reader, keptAnswers, settings }: Instance, keepMs: number | null) =>
          readerFor(keepMs === null ? reader : keptAnswers.keptFor(keepMs), settings.showEditorsTo, user),
        toCaller: (failure: Failure) => failureFor(user, failure),
      };
      return { responses: await queryData(request, surroundings, signal) };
    },
    checkHealth: async ({ pluginContext }, signal) => {
      const log = logOf(pluginContext);
      const onFailure = (failure: Failure) => log.failed(failure, { subject: 'CheckHealth' });
      const response = await checkHealth(opener(pluginContext), pluginContext?.user, onFailure, signal);
      if (response.status === CheckHealthResponse_HealthStatus.OK) {
        log.answered();
      }
      return response;
    },
    callResource: async (request, signal) => {
      const log = logOf(request.pluginContext);
      const onFailure = (failure: Failure) => log.failed(failure, { subject: request.path });
      const response = await callResource(request, opener(request.pluginContext), onFailure, signal);
      if (response.code < 400) {
        log.answered();
      }
      return response;
    },
    collectMetrics: async () => ({ metrics: { prometheus: Buffer.from(await metrics.print()) } }),
    dispose: async () => {
      await instances.dispose();
      troubles.close();
    },
  };
}

function logOutcome({ refId, subject, seconds, failure }: QueryOutcome, log: FailureLog): void {
  if (failure === null) {
    log.answered();
  } else {
    log.failed(failure, { refId, metric: subject, seconds });
  }
}
