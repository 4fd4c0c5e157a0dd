# A site made with Rails, whose visitors log in through Warden as Devise has them do. Its argument,
# JSON, says how it keeps sessions: cookie, store (cookie_store or redis_store), secret, digest (of the
# keys), serializer (of cookies), marshal (in Redis), expire_after, redis, signed.

require 'json'
require 'logger'
require 'rails'
require 'action_controller/railtie'
require 'rack/handler/webrick'
require 'redis-rails'
require 'warden'

SETTINGS = JSON.parse(ARGV.fetch(0))
SECRET = SETTINGS.fetch('secret')

# The keys of Rails 7: those of Rails 6.1 are made with SHA-1.
class KeyGenerator7
  def initialize(secret)
    @secret = secret
  end

  def generate_key(salt, size = 64)
    OpenSSL::PKCS5.pbkdf2_hmac(@secret, salt, 1000, size, OpenSSL::Digest.new('SHA256'))
  end
end

User = Struct.new(:id)
Warden::Manager.serialize_into_session(:user) { |user| [[user.id], '$2a$12$' + 'x' * 22] }
Warden::Manager.serialize_from_session(:user) { |key| User.new(key.first.first) }

class Site < Rails::Application
  config.load_defaults 6.1
  config.eager_load = false
  config.logger = Logger.new(File::NULL)
  config.hosts.clear
  config.action_controller.default_protect_from_forgery = false
  config.secret_key_base = SECRET
  config.action_dispatch.cookies_serializer = SETTINGS.fetch('serializer', 'json').to_sym
  options = { key: SETTINGS.fetch('cookie') }
  options[:expire_after] = SETTINGS['expire_after'] if SETTINGS['expire_after']
  if SETTINGS['store'] == 'redis_store'
    options.merge!(servers: [SETTINGS.fetch('redis')], signed: SETTINGS.fetch('signed', false))
    options[:servers] = options[:servers].map do |url|
      Redis::Store::Factory.resolve(url).merge(SETTINGS['marshal'] ? {} : { serializer: JSON })
    end
  end
  config.session_store SETTINGS.fetch('store').to_sym, **options
  config.middleware.use(Warden::Manager) { |manager| manager.default_scope = :user }

  def key_generator
    SETTINGS['digest'] == 'SHA256' ? KeyGenerator7.new(SECRET) : super
  end
end

class SessionsController < ActionController::Base
  def create
    warden = request.env['warden']
    warden.set_user(User.new(params[:user]), scope: :user)
    warden.session(:user)['last_request_at'] = Time.now.utc.to_i
    session[:groups] = params.fetch(:groups, '').split(',')
    render plain: params[:user]
  end

  def visit
    session[:visits] = session.fetch(:visits, 0) + 1
    cookies.encrypted[:other] = { 'warden.user.user.key' => [['alice'], 'x'] }
    render plain: "#{session.id.public_id} #{session.id.private_id}"
  end

  def destroy
    request.env['warden'].logout
    reset_session
    render plain: 'bye'
  end
end

Site.initialize!
Site.routes.draw do
  post 'login', to: 'sessions#create'
  get 'visit', to: 'sessions#visit'
  post 'logout', to: 'sessions#destroy'
end

Rack::Handler::WEBrick.run(
  Site, Host: '127.0.0.1', Port: 0, AccessLog: [], Logger: WEBrick::Log.new(File::NULL)
) do |server|
  $stdout.sync = true
  puts "listening on http://127.0.0.1:#{server.config[:Port]}"
end
