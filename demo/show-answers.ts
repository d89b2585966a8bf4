import { DORA_METRICS } from '../src/model/dora-metrics';
import { backendCommand } from '../tooling/backend-command';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { launchPlugin } from '../tooling/plugin-process';
import { pluginContext } from '../tooling/plugin-request';
import { ask } from './ask';
import type { Answer } from './ask';
import { askRanking } from './availability';
import { DATA_SET_LABELS } from './data-sets';
import type { DataSetName, LoadedData } from './data-sets';
import { connectionOf, showReplay } from './demo-database';
import { askErrorBudgets } from './error-budgets';
import { describeRange, showAnswers, showErrorBudgets, showRanking } from './print-answers';

/** Metrics worth a look service by service. */
const BY_SERVICE = ['deploymentFrequency', 'leadTime', 'changeFailureRate', 'mttr'] as const;

const SOURCES: Readonly<Record<DataSetName, string>> = {
  company: DATA_SET_LABELS.company,
  real: `Pull requests: merge history of five Prometheus repositories. Outages: Upptime status history of Manticore
Search (Open Database License). P2 incidents are guessed from reverts, for this demo only.`,
};

/**
 * Prints every DORA metric of the data's last 90 days, error budgets, the alerts that would have fired, and the
 * availability of services, as the built backend answers them.
 */
export async function askAndShow(database: EmbeddedDatabase, data: LoadedData): Promise<void> {
  const { metricsRange: range, outagesRange, rankedTeams } = data;
  const plugin = await launchPlugin(backendCommand());
  try {
    const context = pluginContext(connectionOf(database));
    const { message } = await plugin.checkHealth(context);
    process.stdout.write(`  backend ready in ${plugin.startUpMs.toFixed(0)} ms. ${message}\n`);
    const all: Answer[] = [];
    for (const metric of DORA_METRICS) {
      all.push(...(await ask(plugin, context, metric, 'none', range)));
    }
    showAnswers(`All services, ${describeRange(range)}`, all);
    const grouped: Answer[] = [];
    for (const metric of BY_SERVICE) {
      const answers = await ask(plugin, context, metric, 'service', range);
      grouped.push(...answers.filter(({ sample }) => !/^(n = 0|0 of 0)$/.test(sample)));
    }
    showAnswers('By service, where there is data', grouped);
    showErrorBudgets(outagesRange, await askErrorBudgets(plugin, context, outagesRange));
    await showReplay(database, outagesRange);
    showRanking(outagesRange, await askRanking(plugin, context, outagesRange, rankedTeams));
    process.stdout.write(`\n${SOURCES[data.name]}\n`);
  } finally {
    await plugin.stop();
  }
}
