import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldColorModeId,
  FieldType,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  ThresholdsMode,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';
import type { DataTransformerInfo, Field, FieldConfigPropertyItem } from '@grafana/data';

/**
 * The field options and transformations every panel knows. Without them panels render wrong and say
 * nothing: grey, without units, mappings and transformations.
 */
export function fillRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(() => FIELD_OPTIONS);
  standardTransformersRegistry.setInit(() => {
    // Grafana's own list of them is not published; one is in this list by an old name, too.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const transformers = new Set<DataTransformerInfo>(Object.values(standardTransformers));
    return [...transformers].map((info) => ({
      id: info.id,
      name: info.name,
      transformation: () => Promise.resolve(info),
      editor: nothing,
      imageDark: '',
      imageLight: '',
    }));
  });
}

const nothing = () => null;
const isNumeric = ({ type }: Field) => type === FieldType.number;

type Process = FieldConfigPropertyItem['process'];

function option(id: string, process: Process, more: Partial<FieldConfigPropertyItem> = {}): FieldConfigPropertyItem {
  return { id, path: id, name: id, process, editor: nothing, override: nothing, shouldApply: () => true, ...more };
}

const FIELD_OPTIONS: FieldConfigPropertyItem[] = [
  option('unit', unitOverrideProcessor),
  option('min', numberOverrideProcessor, { shouldApply: isNumeric }),
  option('max', numberOverrideProcessor, { shouldApply: isNumeric }),
  option('fieldMinMax', booleanOverrideProcessor, { shouldApply: isNumeric }),
  option('decimals', numberOverrideProcessor, { shouldApply: isNumeric }),
  option('displayName', displayNameOverrideProcessor, { settings: { expandTemplateVars: true } }),
  option('description', stringOverrideProcessor),
  option('color', identityOverrideProcessor, { defaultValue: { mode: FieldColorModeId.Thresholds } }),
  option('noValue', stringOverrideProcessor),
  option('links', dataLinksOverrideProcessor),
  option('mappings', valueMappingsOverrideProcessor, {
    defaultValue: [],
    shouldApply: ({ type }) => type !== FieldType.time,
  }),
  option('filterable', booleanOverrideProcessor),
  option('thresholds', thresholdsOverrideProcessor, {
    defaultValue: {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 80, color: 'red' },
      ],
    },
  }),
];
