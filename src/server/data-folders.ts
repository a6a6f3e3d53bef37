/** The folder of whole messages in the data folder. */
export const RAW_FOLDER = 'raw';
/** The folder of the spool in the data folder. */
export const SPOOL_FOLDER = 'spool';
