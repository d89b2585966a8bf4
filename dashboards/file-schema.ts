import { z } from 'zod';

/** The part of Grafana's dashboard files that tests look at. */

const gridPos = z.object({ x: z.number(), y: z.number(), w: z.number().min(1), h: z.number().min(1) });
const target = z.record(z.string(), z.unknown());

const panel = z.object({
  id: z.number().int(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().optional(),
  gridPos,
  targets: z.array(target).default([]),
  fieldConfig: z
    .object({
      defaults: z.looseObject({
        unit: z.string().optional(),
        noValue: z.string().optional(),
        links: z.array(z.unknown()).optional(),
        custom: z.record(z.string(), z.unknown()).default({}),
      }),
      overrides: z.array(
        z.object({
          matcher: z.object({ id: z.string(), options: z.unknown() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
        })
      ),
    })
    .optional(),
  options: z.record(z.string(), z.unknown()).default({}),
});
export type PanelFile = z.infer<typeof panel>;

const variable = z.object({
  name: z.string(),
  allValue: z.string().optional(),
  current: z.object({ value: z.union([z.string(), z.array(z.string())]) }).default({ value: '' }),
});
export type VariableFile = z.infer<typeof variable>;

const dashboardFile = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  refresh: z.string().default(''),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({ list: z.array(z.object({ target })).default([]) }),
});
export type DashboardFile = z.infer<typeof dashboardFile>;

/** @throws ZodError where the text is no dashboard */
export function readDashboard(text: string): DashboardFile {
  return dashboardFile.parse(JSON.parse(text));
}
