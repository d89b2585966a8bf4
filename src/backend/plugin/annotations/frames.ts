import type { AnnotationKind } from '../../../model/annotations-query';
import type { Frame } from '../../frames/frame';
import type { DeploymentMark } from '../../metrics/annotations/deployments';
import type { IncidentMark } from '../../metrics/annotations/incidents';
import type { Marks } from '../../metrics/annotations/request';
import type { SloEditMark } from '../../metrics/annotations/slo-edits';
import type { GatedPeriod } from '../../metrics/gate/gated-periods';
import { sloChanges } from '../frame-parts/slo-edit-text';
import { verdictReason } from '../records/record-text';
import { escapeHtml, linkHtml } from './html';

/** How marks become annotations. Nothing is computed here. */

/** One annotation, by the names that Grafana gives its fields. */
interface Annotation {
  readonly timeMs: number;
  /** Null for a point in time. */
  readonly timeEndMs: number | null;
  /** HTML. */
  readonly title: string;
  /** HTML. */
  readonly text: string;
  readonly tags: readonly string[];
}

/** What every frame of a query has in common. */
export interface AnnotationsFrameContext {
  readonly kind: AnnotationKind;
  readonly executedQueryString: string;
}

/** A point for each deployment. */
export function deploymentsFrame(marks: Marks<DeploymentMark>, context: AnnotationsFrameContext): Frame {
  return frame(marks, context, (mark) => ({
    timeMs: mark.deployedMs,
    timeEndMs: null,
    title: escapeHtml(`${mark.hasFailed ? 'Failed deployment' : 'Deployment'} of ${mark.service}`),
    text: `${linkHtml(mark.title, mark.url)}<br />${escapeHtml(verdictReason(mark))}`,
    tags: [
      mark.hasFailed ? 'failed deployment' : 'deployment',
      mark.service,
      ...(mark.team === null ? [] : [mark.team]),
    ],
  }));
}

/**
 * A region for each incident.
 *
 * @param rangeEndMs where the region of an open incident ends
 */
export function incidentsFrame(
  marks: Marks<IncidentMark>,
  rangeEndMs: number,
  context: AnnotationsFrameContext
): Frame {
  return frame(marks, context, (mark) => ({
    timeMs: mark.createdMs,
    timeEndMs: Math.max(mark.createdMs, mark.resolvedMs ?? rangeEndMs),
    title: escapeHtml(`${mark.priority} incident${mark.resolvedMs === null ? ', still open' : ''}`),
    text: [linkHtml(mark.title, mark.url), ...incidentFacts(mark).map(escapeHtml)].join('<br />'),
    tags: ['incident', mark.priority, ...mark.services],
  }));
}

function incidentFacts({ services, affectedUsers }: IncidentMark): readonly string[] {
  return [
    services.length === 0 ? 'no service known' : `on ${services.join(', ')}`,
    ...(affectedUsers === null ? [] : [`${affectedUsers} users affected`]),
  ];
}

/** A point for each edit of an SLO. */
export function sloEditsFrame(marks: Marks<SloEditMark>, context: AnnotationsFrameContext): Frame {
  return frame(marks, context, (mark) => ({
    timeMs: mark.changedMs,
    timeEndMs: null,
    title: escapeHtml(`SLO ${mark.slo} of ${mark.service} ${mark.before === null ? 'created' : 'edited'}`),
    text: escapeHtml([...sloChanges(mark), `by ${mark.changedBy ?? 'somebody unknown'}`].join('\n')),
    tags: ['SLO edit', mark.service, ...(mark.team === null ? [] : [mark.team])],
  }));
}

/**
 * A region for each period in which a service was gated.
 *
 * @param rangeEndMs where the region of a period that lasts ends
 */
export function gatedPeriodsFrame(
  marks: Marks<GatedPeriod>,
  rangeEndMs: number,
  context: AnnotationsFrameContext
): Frame {
  return frame(marks, context, (mark) => ({
    timeMs: mark.beganMs,
    timeEndMs: Math.max(mark.beganMs, mark.endedMs ?? rangeEndMs),
    title: escapeHtml(`Changes of ${mark.service} gated`),
    text: escapeHtml(
      mark.figures === null
        ? 'Non-critical changes were blocked.'
        : `Non-critical changes were blocked: the error budget of ${mark.figures.slo} was used up.`
    ),
    tags: ['gated', mark.service, ...(mark.team === null ? [] : [mark.team])],
  }));
}

function frame<Mark>(
  { marks, truncated }: Marks<Mark>,
  { kind, executedQueryString }: AnnotationsFrameContext,
  annotationOf: (mark: Mark) => Annotation
): Frame {
  const annotations = marks.map(annotationOf);
  const text = `Only the newest ${marks.length} are shown. Filter, choose a shorter range, or raise the limit.`;
  return {
    name: kind,
    columns: [
      { name: 'time', type: 'time', valuesMs: annotations.map(({ timeMs }) => timeMs) },
      { name: 'timeEnd', type: 'optionalTime', valuesMs: annotations.map(({ timeEndMs }) => timeEndMs) },
      { name: 'title', type: 'string', values: annotations.map(({ title }) => title) },
      { name: 'text', type: 'string', values: annotations.map((annotation) => annotation.text) },
      { name: 'tags', type: 'string', values: annotations.map(({ tags }) => joinTags(tags)) },
      // Grafana lets people edit and delete any annotation, but for those with the number 0.
      { name: 'id', type: 'integer', values: annotations.map(() => 0) },
    ],
    meta: {
      type: 'table',
      notices: truncated ? [{ severity: 'warning', text }] : [],
      executedQueryString,
    },
  };
}

/** Grafana splits tags at commas. */
function joinTags(tags: readonly string[]): string {
  return tags.map((tag) => tag.replaceAll(',', ' ')).join(',');
}
