import { z } from 'zod';

import { sloEditSchema } from '../../src/model/resources';
import { sloDefinitionSchema } from '../../src/model/slo';

/**
 * What `PUT slo-definitions/{id}` takes. The backend looks at the definition by itself, so that its complaint
 * names the field.
 */
export const sloEditWithDefinitionSchema = z.strictObject({
  /** The `revision` that the SLO was read with. */
  revision: sloEditSchema.shape.revision,
  definition: sloDefinitionSchema,
});
