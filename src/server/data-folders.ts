/** The folder of whole messages in the data folder. */
export const RAW_FOLDER = 'raw';
/** The folder of what alerting keeps over a restart in the data folder. */
export const ALERTING_FOLDER = 'alerting';
/** The folder of the spool in the data folder. */
export const SPOOL_FOLDER = 'spool';
