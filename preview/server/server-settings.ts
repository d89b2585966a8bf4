import { z } from 'zod';

/**
 * What Grafana 12.3's server makes of the settings in a frame before the browser has them. It reads them
 * into the structs of its Go SDK and writes those: what they have no place for is dropped, what is empty
 * is left out, and what cannot be read fails the whole answer.
 */

/** What Go leaves out where it is empty. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? undefined : (value ?? undefined)));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);
const trueFlag = flag.transform((value) => value === true || undefined);
const wholeNumber = z
  .int()
  .nullish()
  .transform((value) => (value === 0 ? undefined : (value ?? undefined)));
const bound = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => (items?.length === 0 ? undefined : (items ?? undefined)));
}

/** Any keys, as they are. */
const bag = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((values) => (values === null || Object.keys(values ?? {}).length === 0 ? undefined : values));

const thresholds = z
  .object({
    mode: z.string().default(''),
    steps: z
      .array(
        z.object({
          // Its "from minus infinity" becomes 0 there; newer servers keep it.
          value: z
            .number()
            .nullish()
            .transform((value) => value ?? 0),
          color: text,
          state: text,
        })
      )
      .nullable()
      .default(null),
  })
  .nullish()
  .transform((value) => value ?? undefined);

const mappingResult = z.object({ text, color: text, index: wholeNumber }).prefault({});

/** A mapping by a regular expression, which the browser knows, is none of these. */
const mapping = z.discriminatedUnion('type', [
  z.object({ type: z.literal('value'), options: z.record(z.string(), mappingResult) }),
  z.object({ type: z.literal('range'), options: z.object({ from: bound, to: bound, result: mappingResult }) }),
  z.object({
    type: z.literal('special'),
    options: z.object({ match: z.string().default(''), result: mappingResult }),
  }),
]);

const link = z.object({ title: text, targetBlank: trueFlag, url: text, internal: z.unknown().optional() });

const MOST_DECIMALS = 65_535;

const fieldConfig = z.object({
  displayName: text,
  displayNameFromDS: text,
  path: text,
  description: text,
  filterable: flag,
  writeable: flag,
  unit: text,
  decimals: z
    .int()
    .min(0)
    .max(MOST_DECIMALS)
    .nullish()
    .transform((value) => value ?? undefined),
  min: bound,
  max: bound,
  interval: bound.transform((value) => (value === 0 ? undefined : value)),
  mappings: list(mapping),
  thresholds,
  color: bag,
  links: list(link),
  noValue: text,
  type: z.unknown().optional(),
  custom: bag,
});

const notice = z.object({
  severity: z.enum(['info', 'warning', 'error']).default('info'),
  text: z.string().default(''),
  link: text,
  // The SDK writes names for it, but reads numbers alone.
  inspect: wholeNumber,
});

const frameMeta = z.object({
  type: text,
  typeVersion: z
    .array(z.int())
    .default([])
    .transform(([major = 0, minor = 0]) => [major, minor] as const),
  path: text,
  pathSeparator: text,
  custom: z
    .unknown()
    .optional()
    .transform((value) => value ?? undefined),
  stats: list(fieldConfig.extend({ value: z.number().default(0) })),
  notices: list(notice),
  channel: text,
  preferredVisualisationType: text,
  preferredVisualisationPluginId: text,
  executedQueryString: text,
  dataTopic: text,
  uniqueRowIdFields: list(z.int()),
});

export type FieldConfigJson = z.output<typeof fieldConfig>;
export type FrameMetaJson = z.output<typeof frameMeta>;

/**
 * @param json of a field's settings
 * @throws ZodError where Grafana's server fails the answer
 */
export function servedConfig(json: string): FieldConfigJson {
  return fieldConfig.parse(JSON.parse(json));
}

/**
 * @param json of what a frame says of itself
 * @throws ZodError where Grafana's server fails the answer
 */
export function servedMeta(json: string): FrameMetaJson {
  return frameMeta.parse(JSON.parse(json));
}
