# How each proxy of scripts/bench is started; sourced by lab.sh. Each start_X
# sets proxy (a pid) and via (how loadgen gets to it).
# shellcheck shell=bash disable=SC2034,SC2154

# haproxy fails the first connection to a name it makes a certificate for, and
# those that read nothing gain nothing from other bodies.
serves() { # PROXY WORKLOAD
	case $1/$2 in
	haproxy/w4) return 1 ;;
	esac
	command -v "$1" >/dev/null || [ "$1" = kouan ]
}

start_kouan() {
	rm -rf "$dir/state" "$dir/audit.jsonl"
	mkdir -p "$dir/state"
	chmod 600 "$dir/proxy.key"
	sed "s|@DIR@|$dir|g; s|@CONF@|$top/conf|g" \
		"$top/tests/bench/kouan.conf.in" >"$dir/kouan.conf"
	"$build/kouand" -c "$dir/kouan.conf" 2>"$dir/kouan.log" &
	proxy=$! via=(--proxy 127.0.0.1:8899)
	wait_port 8899 "$proxy" || { cat "$dir/kouan.log" >&2; return 1; }
}

# Not a forward proxy: one fixed origin, and nothing is read. What decrypting,
# parsing heads and encrypting again cost in mature C.
start_haproxy() {
	[ -s "$dir/default.pem" ] || {
		make_ca default
		chmod 644 "$dir/default.pem"
	}
	cat >"$dir/haproxy.cfg" <<-END
		global
		    maxconn 4000
		defaults
		    mode http
		    timeout connect 10s
		    timeout client 300s
		    timeout server 300s
		frontend bench
		    bind 127.0.0.1:8444 ssl crt $dir/default.pem ca-sign-file $dir/proxy.pem generate-certificates
		    default_backend origin
		backend origin
		    server origin 127.0.0.1:9443 ssl verify required ca-file $dir/origin.crt sni ssl_fc_sni
	END
	haproxy -db -f "$dir/haproxy.cfg" >"$dir/haproxy.log" 2>&1 &
	proxy=$! via=(--dial 127.0.0.1:8444)
	wait_port 8444 "$proxy"
	# Its first connection to a name fails.
	load warm -m newconn -n 1 >/dev/null 2>&1
	true
}

# A relay of TLS to TLS with certificates made on the way; reads no HTTP.
start_sslsplit() {
	[ -s "$dir/leaf.key" ] || openssl ecparam -name prime256v1 -genkey \
		-noout -out "$dir/leaf.key"
	sslsplit -k "$dir/proxy.key" -c "$dir/proxy.crt" -K "$dir/leaf.key" \
		-u root ssl 127.0.0.1 8443 127.0.0.1 9443 \
		>"$dir/sslsplit.log" 2>&1 &
	proxy=$! via=(--dial 127.0.0.1:8443)
	wait_port 8443 "$proxy"
}

# A forward proxy that decrypts and looks at no body. By default it opens an
# upstream connection for each POST; that is turned off.
start_squid() {
	rm -rf "$dir/squid" "$dir/squid.pid"
	mkdir "$dir/squid"
	/usr/lib/squid/security_file_certgen -c -s "$dir/squid/db" -M 32MB \
		>/dev/null
	chown -R proxy:proxy "$dir/squid"
	cat >"$dir/squid.conf" <<-END
		http_port 127.0.0.1:3128 ssl-bump tls-cert=$dir/proxy.crt tls-key=$dir/proxy.key generate-host-certificates=on dynamic_cert_mem_cache_size=32MB
		sslcrtd_program /usr/lib/squid/security_file_certgen -s $dir/squid/db -M 32MB
		sslcrtd_children 4 startup=2 idle=1
		tls_outgoing_options cafile=$dir/origin.crt
		acl any port 1-65535
		http_access allow localhost
		http_access deny all
		ssl_bump bump all
		server_pconn_for_nonretriable allow all
		cache deny all
		cache_mem 8 MB
		access_log none
		cache_log $dir/squid/log
		cache_store_log none
		pid_filename $dir/squid.pid
		coredump_dir $dir/squid
		visible_hostname bench
		hosts_file /etc/hosts
		shutdown_lifetime 0 seconds
		max_filedescriptors 16384
		netdb_filename none
		pinger_enable off
	END
	chmod 644 "$dir/proxy.key"
	squid -N -f "$dir/squid.conf" >"$dir/squid.log" 2>&1 &
	proxy=$! via=(--proxy 127.0.0.1:3128)
	wait_port 3128 "$proxy"
}
