/** Environment variable with what the test set-up says where moto could not be installed. */
export const MOTO_TROUBLE_VARIABLE = 'SRE_METRICS_TEST_MOTO_TROUBLE';
