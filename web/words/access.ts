/** Logging in, and showing numbers. */
export const ACCESS_WORDS = {
  logIn: 'Log in',
  ownerToken:
    'On the machine of this server: the second line of `owner-token` in its data folder (`ringscope-data`, or what `store.path` names).',
  tokenWith: (roles: string) => `On the machine of this server, \`ringscope token create NAME --roles ${roles}\` makes a token.`,
  secret: 'Token or password',
  user: 'User, for a password only',
  back: 'Back',
  logOut: 'Log out',
  rolesOf: (roles: string) => `Roles: ${roles}`,
  wrongLogin: 'The server does not know this token, or this user and password.',
  wrongLoginNext: 'It may have been revoked, or have expired. After ten of them it takes none for a minute.',
  noToken: 'No token has such characters.',
  noTokenNext: 'Paste it as it was printed. A password needs the name of its user.',
  mayNotRead: (name: string) => `${name} may not read. The screens need the role \`read\`.`,
  showNumbers: 'Show numbers',
  hideNumbers: 'Hide numbers',
  numbersShown: 'The numbers are shown as they are. The server has noted who looked.',
  numbersNotKept: 'The numbers of this call were not kept.',
} as const;
