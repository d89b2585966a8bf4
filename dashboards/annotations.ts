import { AnnotationPanelFilterBuilder, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import type { AnnotationKind } from '../src/model/annotations-query';
import { DATA_SOURCE } from './data-source';
import { scope, target } from './query';

/**
 * What is marked on graphs; each can be switched on and off at the top of the dashboard. Some panels
 * are too small for marks: `bare` holds their ids.
 */

interface Mark {
  /** Beside its switch. */
  readonly name: string;
  readonly kind: AnnotationKind;
  readonly color: string;
  readonly isOn: boolean;
}

function annotation({ name, kind, color, isOn }: Mark, bare: readonly number[]): AnnotationQueryBuilder {
  const builder = new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATA_SOURCE)
    .enable(isOn)
    .iconColor(color)
    .target(target('Anno', { queryType: 'annotations', kind, ...scope() }));
  return bare.length === 0 ? builder : builder.filter(new AnnotationPanelFilterBuilder().exclude(true).ids([...bare]));
}

/** Every deployment would hide the graphs of a busy month, so these are off at first. */
const DEPLOYMENTS: Mark = { name: 'Deployments', kind: 'deployments', color: 'blue', isOn: false };
const FAILED: Mark = { name: 'Failed deployments', kind: 'failedDeployments', color: 'orange', isOn: true };
const INCIDENTS: Mark = { name: 'P1 and P2 incidents', kind: 'incidents', color: 'red', isOn: true };
const GATED: Mark = { name: 'Gated periods', kind: 'gateSpells', color: 'dark-red', isOn: true };
const SLO_EDITS: Mark = { name: 'SLO edits', kind: 'sloEdits', color: 'purple', isOn: true };

export function ofChanges(bare: readonly number[] = []): AnnotationQueryBuilder[] {
  return [DEPLOYMENTS, FAILED, INCIDENTS, { ...GATED, isOn: false }].map((mark) => annotation(mark, bare));
}

export function ofServices(): AnnotationQueryBuilder[] {
  return [FAILED, INCIDENTS].map((mark) => annotation(mark, []));
}

export function ofSlos(): AnnotationQueryBuilder[] {
  return [FAILED, INCIDENTS, SLO_EDITS, GATED].map((mark) => annotation(mark, []));
}
