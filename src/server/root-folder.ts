/** The folder of this package. The same depth from src/server, from dist/server and from the commands in dist/cli; the build keeps this module at that depth. */
export const ROOT_FOLDER = new URL('../../', import.meta.url);
