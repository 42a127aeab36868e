/** What `npm start` says when there is no token: everything a host needs to get one, step by step. */
export const NO_TOKEN = `DISCORD_TOKEN is not set, so there is no Discord to log in to yet. To get a token:

  1. Open https://discord.com/developers/applications and press "New Application".
  2. On its page "Bot", press "Reset Token" and copy the token. (No privileged intents are needed.)
  3. Copy .env.example to .env and put the token there:  DISCORD_TOKEN=the-token
  4. On its page "OAuth2", tick the scopes "bot" and "applications.commands", then the permissions
     "View Channels", "Send Messages", "Attach Files", "Embed Links" and "Read Message History";
     open the address it shows, and choose your server.
  5. Run npm start again.

To try the bot without any of this:  npm run demo  plays one round, and  npm run sandbox  starts the
bot against a loopback Discord on this machine. Neither needs a token.
`;
