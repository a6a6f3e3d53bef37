/** The folder of whole messages in the data folder. */
export const RAW_FOLDER = 'raw';
