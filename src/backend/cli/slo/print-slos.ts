import { stringify } from 'yaml';

import type { SloDefinition } from '../../../model/slo';
import { fractionOf } from './numbers';
import {
  API_VERSION,
  ENABLED_ANNOTATION,
  INDICATOR,
  MONITORED_ANNOTATION,
  RUNBOOK_ANNOTATION,
  SLICE,
} from './open-slo';
import type { openSloSchema } from './open-slo';
import { uniqueSlugs } from './slug';
import type { z } from 'zod';

/**
 * SLOs as OpenSLO v1 in YAML, a document each; reading them again gives the same SLOs.
 *
 * @param monitored since when services are monitored, in ISO 8601, where somebody said
 */
export function printSlos(slos: readonly SloDefinition[], monitored: ReadonlyMap<string, string> = new Map()): string {
  const names = uniqueSlugs(slos.map(({ service, name }) => `${service} ${name}`));
  return slos
    .map((slo, index) =>
      // Names such as `yes` are quoted, which older readers would take for true.
      stringify(objectOf(slo, names[index] ?? '', monitored.get(slo.service)), { compat: 'yaml-1.1', lineWidth: 0 })
    )
    .join('---\n');
}

function objectOf(
  { service, name, targetPercent, windowDays, enabled, runbookUrl }: SloDefinition,
  objectName: string,
  monitoredSince: string | undefined
): z.input<typeof openSloSchema> {
  const annotations = {
    ...(!enabled && { [ENABLED_ANNOTATION]: 'false' }),
    ...(runbookUrl !== null && { [RUNBOOK_ANNOTATION]: runbookUrl }),
    ...(monitoredSince !== undefined && { [MONITORED_ANNOTATION]: monitoredSince }),
  };
  return {
    apiVersion: API_VERSION,
    kind: 'SLO',
    metadata: {
      name: objectName,
      displayName: name,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      service,
      indicatorRef: INDICATOR,
      timeWindow: [{ duration: `${windowDays}d`, isRolling: true }],
      budgetingMethod: 'Timeslices',
      objectives: [{ target: fractionOf(targetPercent), timeSliceTarget: 1, timeSliceWindow: SLICE }],
    },
  };
}
