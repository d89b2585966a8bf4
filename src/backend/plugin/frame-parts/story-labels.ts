import { webAddressOf } from '../../../model/web-address';
import type { BudgetStory, StoryIncident } from '../../metrics/error-budget/budget-story';

/**
 * What happened to an SLO as labels of a number, since they are the only words that reach the text of an alert. What is
 * not known has no label.
 *
 * - `incidents`: those with the most downtime, in words;
 * - `incident_url`: the record of the first;
 * - `deployment`: the last one before the newest downtime, with its time;
 * - `deployment_url`: its record;
 * - `runbook_url`: what the SLO says is to be done.
 */
export function storyLabels(story: BudgetStory | undefined): Record<string, string> {
  const words = {
    incidents: incidentsText(story),
    incident_url: address(story?.incidents[0]?.url),
    deployment: deploymentText(story),
    deployment_url: address(story?.deployment?.url),
    runbook_url: address(story?.runbookUrl),
  };
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, text]) => (text === undefined || text === null ? [] : [[name, plain(text)]]))
  );
}

function incidentsText(story: BudgetStory | undefined): string | undefined {
  if (story === undefined || story.incidents.length === 0) {
    return undefined;
  }
  const more = story.incidentCount - story.incidents.length;
  return story.incidents.map(incidentText).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function incidentText({ title, priority, downtimeMinutes }: StoryIncident): string {
  return `${title} (${priority}, ${downtimeMinutes.toFixed(1)} min)`;
}

function deploymentText(story: BudgetStory | undefined): string | undefined {
  const deployment = story?.deployment ?? null;
  return deployment === null
    ? undefined
    : `${deployment.title} (${new Date(deployment.atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}

/**
 * An address of the web, encoded so that nothing in it ends a link of Slack's or opens a template: `<`, `>`, `|` and
 * braces; any other text is none.
 */
function address(text: string | null | undefined): string | null {
  const address = webAddressOf(text ?? null);
  return address === null ? null : new URL(address).href.replace(/[<>|{}]/g, encodeURIComponent);
}

/** On one line, and nothing that a template of ours takes for one that was not expanded. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\{(?=\{)/g, '{ ')
    .trim();
}
