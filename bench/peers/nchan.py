"""Nchan, the module of nginx, in memory. Debian's."""
import os

from peers import shown
from processes import NotToBeHad, free_port
from servers import MODERATE, Line, Server

VERSION = "Nchan in memory (Debian's nginx)"
MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so'
CONFIGURATION = '''daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log warn;
worker_rlimit_nofile 20000;
load_module {module};
events {{ worker_connections 15000; multi_accept on; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300; tcp_nodelay on;
  client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f;
  uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
  nchan_shared_memory_size 512m; nchan_message_timeout 60s; nchan_message_buffer_length 300;
  {upstream}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location ~ ^/sub/(.+)$ {{
      nchan_subscriber websocket eventsource; nchan_channel_id $1;
      nchan_subscriber_first_message newest; {through}
    }}
    location ~ ^/pub/(.+)$ {{
      nchan_publisher; nchan_channel_id $1; client_body_buffer_size 128k; {through}
    }}
  }}
}}'''


def install(_):
    if not os.path.exists(MODULE):
        raise NotToBeHad('tools/install_dependencies.sh test installs it')


def server(_, folder, name='nchan', redis=None):
    port = free_port()
    upstream = f'upstream shared {{ nchan_redis_server redis://{redis.address}; }}' if redis else ''
    through = 'nchan_redis_pass shared;' if redis else ''
    user = 'user root;\n' if os.geteuid() == 0 else ''
    with open(f'{folder}/nginx.conf', 'w') as conf:
        conf.write(user + CONFIGURATION.format(work=folder, port=port, module=MODULE, upstream=upstream,
                                               through=through))
    url = f'http://127.0.0.1:{port}/pub'
    return Server(shown(name), ['nginx', '-p', folder, '-c', f'{folder}/nginx.conf'], port,
                  line=Line('/sub/demo', ['--http', f'{url}/demo']),
                  many=Line('/sub/ch%d', ['--http', f'{url}/ch%d']), volume=MODERATE)
