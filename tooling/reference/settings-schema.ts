import type { z } from 'zod';

import type { DocComments, JsonSchema } from './doc-comments';
import { jsonSchemas } from './json-schemas';
import { SETTINGS_MODULES } from './modules';

/** A JSON schema of the data source's settings, as the settings page and provisioning write them. */
export function settingsSchema(docs: DocComments): Record<string, unknown> {
  const uri = (name: string) => `#/$defs/${name}`;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of a StackFlow SRE Metrics data source',
    description:
      'A missing field has its default; a blank text counts as missing. What is checked across fields, as what IAM sign-in needs, is not in here; Save & test says it.',
    type: 'object',
    properties: {
      jsonData: { $ref: uri('JsonData') },
      secureJsonData: { $ref: uri('SecureJsonData') },
    },
    required: ['jsonData'],
    $defs: jsonSchemas(SETTINGS_MODULES, { direction: 'input', uri, override: asProvisioned, docs }),
  };
}

/** Provisioning writes numbers from environment variables, as texts. */
function asProvisioned(schema: JsonSchema, { _zod: { def } }: z.core.$ZodTypes): void {
  if (def.type === 'number' && def.coerce) {
    const { type, minimum, maximum } = schema;
    Object.assign(schema, {
      anyOf: [
        { type, minimum, maximum },
        { type: 'string', pattern: '^\\d+$' },
      ],
    });
    ['type', 'minimum', 'maximum'].forEach((keyword) => Reflect.deleteProperty(schema, keyword));
  }
}
