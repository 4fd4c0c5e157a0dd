// A site with a login, made with express-session, connect-redis and Passport. Takes its settings as
// JSON: {"redis": URL, "session": options of express-session}. Prints where it listens.

const express = require("express");
const session = require("express-session");
const passport = require("passport");
const { RedisStore } = require("connect-redis");
const { createClient } = require("redis");

const settings = JSON.parse(process.argv[2]);

function withGroups(request, response, next) {
  request.session.groups = request.body.groups.split(",");
  next();
}

async function main() {
  const client = createClient({ url: settings.redis });
  await client.connect();

  passport.serializeUser((user, done) => done(null, user.name));
  passport.deserializeUser((name, done) => done(null, { name }));

  const site = express();
  site.use(express.urlencoded({ extended: false }));
  site.use(session({
    store: new RedisStore({ client }), resave: false, saveUninitialized: false, ...settings.session,
  }));
  site.use(passport.session());

  site.post("/login", (request, response, next) => {
    request.login({ name: request.body.user }, (error) => (error ? next(error) : next()));
  }, withGroups, (request, response) => response.send(request.user.name));
  site.get("/", (request, response) => response.send(request.user ? request.user.name : "nobody"));
  site.post("/basket", (request, response) => {
    request.session.basket = ["apple"];
    response.send("an apple");
  });
  site.post("/logout", (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.send("bye")));
  });

  const listener = site.listen(0, "127.0.0.1", () => {
    console.log(`listening on http://127.0.0.1:${listener.address().port}`);
  });
}

main();
