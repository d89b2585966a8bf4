import { AnnotationPanelFilterBuilder, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import type { AnnotationKind, Priority } from '../src/model/annotations-query';
import { DATA_SOURCE } from './data-source';
import { scope, target } from './query';

/**
 * What is marked on graphs, of the services that are shown; each can be switched on and off at the top of the dashboard.
 * Some panels have no place for marks: `bare` holds their ids.
 */

interface Mark {
  /** Beside its switch. */
  readonly name: string;
  readonly kind: AnnotationKind;
  /** Of incidents; default both that metrics count. */
  readonly priorities?: readonly Priority[];
  readonly color: string;
  readonly isOn: boolean;
}

function annotation({ name, kind, priorities, color, isOn }: Mark, bare: readonly number[]): AnnotationQueryBuilder {
  const builder = new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATA_SOURCE)
    .enable(isOn)
    .iconColor(color)
    .target(
      target('Anno', { queryType: 'annotations', kind, ...(priorities && { priorities: [...priorities] }), ...scope() })
    );
  return bare.length === 0 ? builder : builder.filter(new AnnotationPanelFilterBuilder().exclude(true).ids([...bare]));
}

/**
 * A busy month has dozens of incidents and failures, which would hide the graphs: at first only the incidents that wake
 * people are marked.
 */
const P1: Mark = { name: 'P1 incidents', kind: 'incidents', priorities: ['P1'], color: 'red', isOn: true };
const P2: Mark = { name: 'P2 incidents', kind: 'incidents', priorities: ['P2'], color: 'yellow', isOn: false };
const FAILED: Mark = { name: 'Failed deployments', kind: 'failedDeployments', color: 'orange', isOn: false };
const DEPLOYMENTS: Mark = { name: 'Deployments', kind: 'deployments', color: 'blue', isOn: false };
const GATED: Mark = { name: 'Gated', kind: 'gateSpells', color: 'dark-red', isOn: false };
const SLO_EDITS: Mark = { name: 'SLO edits', kind: 'sloEdits', color: 'purple', isOn: true };

/** As few as leave room for the links beside them. */
export function ofOverview(): AnnotationQueryBuilder[] {
  return [P1, P2, FAILED].map((mark) => annotation(mark, []));
}

export function ofChanges(): AnnotationQueryBuilder[] {
  return [P1, P2, FAILED, DEPLOYMENTS, GATED].map((mark) => annotation(mark, []));
}

/** @param bare ids of panels whose cells they would cross */
export function ofServices(bare: readonly number[]): AnnotationQueryBuilder[] {
  return [P1, P2, FAILED].map((mark) => annotation(mark, bare));
}

export function ofSlos(): AnnotationQueryBuilder[] {
  return [P1, P2, SLO_EDITS, GATED].map((mark) => annotation(mark, []));
}
