import { join } from 'node:path';

import * as annotationsQuery from '../../src/model/annotations-query';
import * as connectionRights from '../../src/model/connection-rights';
import * as doraQuery from '../../src/model/dora-query';
import * as errorBudgetQuery from '../../src/model/error-budget-query';
import * as gate from '../../src/model/gate';
import * as gateQuery from '../../src/model/gate-query';
import * as gitHubSync from '../../src/model/github-sync';
import * as publishingStatus from '../../src/model/publishing-status';
import * as recordsQuery from '../../src/model/records-query';
import * as reliabilityQuery from '../../src/model/reliability-query';
import * as monitoring from '../../src/model/monitoring';
import * as resources from '../../src/model/resources';
import * as scorecardQuery from '../../src/model/scorecard-query';
import * as settings from '../../src/model/settings';
import * as slo from '../../src/model/slo';
import * as sloSummary from '../../src/model/slo-summary';
import * as statusQuery from '../../src/model/status-query';
import { ROOT } from '../paths';
import { docComments } from './doc-comments';
import type { DocComments } from './doc-comments';
import type { SchemaModule } from './json-schemas';
import * as sentBodies from './sent-bodies';

/** The modules whose schemas make the reference. */

const inModel = (name: string, exports: SchemaModule['exports']): SchemaModule => ({
  file: join(ROOT, 'src/model', `${name}.ts`),
  exports,
});

/** What resource calls take and answer. */
export const CALL_MODULES: readonly SchemaModule[] = [
  inModel('connection-rights', connectionRights),
  inModel('gate', gate),
  inModel('github-sync', gitHubSync),
  inModel('publishing-status', publishingStatus),
  inModel('monitoring', monitoring),
  inModel('resources', resources),
  inModel('slo', slo),
  inModel('slo-summary', sloSummary),
  { file: join(__dirname, 'sent-bodies.ts'), exports: sentBodies },
];

const { doraObject } = doraQuery;
const { errorBudgetObject } = errorBudgetQuery;

/** The query kinds as they are saved: their fields alone, before what is checked across them. */
export const QUERY_MODULES: readonly SchemaModule[] = [
  inModel('dora-query', { doraObject }),
  inModel('scorecard-query', scorecardQuery),
  inModel('error-budget-query', { errorBudgetObject }),
  inModel('reliability-query', reliabilityQuery),
  inModel('records-query', recordsQuery),
  inModel('annotations-query', annotationsQuery),
  inModel('gate-query', gateQuery),
  inModel('status-query', statusQuery),
];

export const SETTINGS_MODULES: readonly SchemaModule[] = [inModel('settings', settings)];

/** The doc comments of all of them; reading them takes seconds. */
export function allDocComments(): DocComments {
  return docComments([...CALL_MODULES, ...QUERY_MODULES, ...SETTINGS_MODULES].map(({ file }) => file));
}
