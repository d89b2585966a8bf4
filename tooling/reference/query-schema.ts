import { DATA_QUALITY_CHECK_INFO } from '../../src/model/data-quality-checks';
import { DORA_METRIC_INFO } from '../../src/model/dora-metrics';
import { ERROR_BUDGET_MEASURE_INFO } from '../../src/model/error-budget-measures';
import { WHOLE_REFERENCE } from '../../src/model/saved-query';
import type { DocComments, JsonSchema } from './doc-comments';
import { jsonSchemas } from './json-schemas';
import { QUERY_MODULES } from './modules';

/** A JSON schema of a query as a panel, an annotation or an alert rule saves it. */

const uri = (name: string) => `#/$defs/${name}`;
const VARIABLE = 'Variable';

/** @returns a schema of which every member has its own `queryType` */
export function querySchema(docs: DocComments): Record<string, unknown> {
  const kinds = Object.entries(jsonSchemas(QUERY_MODULES, { direction: 'input', uri, docs })).map(
    ([name, schema]) => [name.replace(/(?:Query|Object)$/, ''), schema] as const
  );
  for (const [kind, { properties = {} }] of kinds) {
    Object.entries(properties).forEach(([field, schema]) => asSaved(kind, field, schema));
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A query of StackFlow SRE Metrics',
    description:
      'As a panel, an annotation or an alert rule saves it; `queryType` tells the kinds apart. A missing field has its default. A dashboard variable may stand where one of several values belongs, and in names; alert rules know none. What is checked across fields, as which statistics a metric has, is not in here; the backend says it.',
    oneOf: kinds.map(([name]) => ({ $ref: uri(name) })),
    $defs: {
      ...Object.fromEntries(kinds),
      [VARIABLE]: {
        description: 'A dashboard variable and nothing else: `$name`, `${name}` or `[[name]]`.',
        type: 'string',
        pattern: WHOLE_REFERENCE.source,
      },
    },
  };
}

/** What the choices of a field mean, where the model says it as data. */
interface ChoiceInfo {
  readonly label: string;
  readonly sentence: string;
  readonly unit?: string;
}
const CHOICES: ReadonlyArray<Readonly<Record<string, ChoiceInfo>>> = [
  DORA_METRIC_INFO,
  ERROR_BUDGET_MEASURE_INFO,
  DATA_QUALITY_CHECK_INFO,
];

/** Adds what a field may hold before the browser fills variables in, and what its choices mean. */
function asSaved(kind: string, field: string, schema: JsonSchema): void {
  if (Object.keys(schema).length === 0) {
    schema.description = "Grafana's own; it is not looked at.";
  }
  describeChoices(schema);
  // Everything but the shape, which says what a panel has to draw.
  if (field === 'shape') {
    return;
  }
  if (kind === 'Status' && field === 'limit') {
    orVariable(schema, ['type', 'minimum', 'maximum']);
  }
  [schema, schema.items].forEach((choice) => {
    if (choice?.['enum'] !== undefined) {
      orVariable(choice, ['type', 'enum']);
    }
  });
}

function orVariable(schema: JsonSchema, keywords: readonly string[]): void {
  const value = Object.fromEntries(keywords.map((keyword) => [keyword, schema[keyword]]));
  keywords.forEach((keyword) => Reflect.deleteProperty(schema, keyword));
  schema.anyOf = [value, { $ref: uri(VARIABLE) }];
}

function describeChoices(schema: JsonSchema): void {
  const values = schema['enum'];
  const info = CHOICES.find((candidate) => JSON.stringify(Object.keys(candidate)) === JSON.stringify(values));
  if (info !== undefined) {
    const lines = Object.entries(info).map(
      ([value, { label, sentence, unit }]) =>
        `- \`${value}\`: ${label}${unit === undefined ? '' : ` (${unit})`}. ${sentence}`
    );
    schema.description = [schema.description, lines.join('\n')].filter(Boolean).join('\n\n');
  }
}
