"""Configuration files of the real servers; "@name@" is filled in by `servers.py`."""

DOVECOT = """
base_dir = @folder@/run
log_path = @folder@/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
disable_plaintext_auth = no
ssl_cert = <@certificates@/server.pem
ssl_key = <@certificates@/server.pem
mail_location = mdbox:@folder@/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
auth_username_format = %n
auth_mechanisms = plain login
recipient_delimiter = +
default_process_limit = 600
default_client_limit = 2000
mail_max_userip_connections = 600
passdb {
  driver = static
  args = password=@password@
}
userdb {
  driver = static
  args = home=@folder@/mail/%n
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox "Junk Mail" {
    auto = create
    special_use = \\Junk
  }
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = @plain@
  }
  inet_listener imaps {
    port = @imap@
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0
  }
  inet_listener lmtp {
    address = 127.0.0.1
    port = @lmtp@
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = @auth@
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@postfix.test
}
"""

MAIN_CF = """
compatibility_level = 3.6
queue_directory = @folder@/queue
data_directory = @folder@/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = @folder@/postfix.log
maillog_file_prefixes = @folder@
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.postfix.test
myorigin = postfix.test
mydestination =
mynetworks =
alias_maps =
biff = no
virtual_mailbox_domains = postfix.test
virtual_mailbox_maps = texthash:@folder@/users
virtual_transport = lmtp:inet:127.0.0.1:@lmtp@
recipient_delimiter = +
smtpd_tls_cert_file = @certificates@/server.pem
smtpd_tls_key_file = @certificates@/server.pem
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:@auth@
smtpd_recipient_restrictions = check_recipient_access texthash:@folder@/later, reject_unlisted_recipient, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_client_connection_rate_limit = 0
"""

MASTER_CF = """
127.0.0.1:@smtp@ inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

IMAPD_CONF = """
configdirectory: @folder@/config
defaultpartition: default
partition-default: @folder@/spool
cyrus_user: mail
servername: cyrus.test
admins: cyrus
unixhierarchysep: no
altnamespace: no
virtdomains: off
allowplaintext: no
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: @folder@/sasldb2
sasl_mech_list: PLAIN LOGIN
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Spam | Sent
autocreate_subscribe_folders: Spam | Sent
tls_server_cert: @certificates@/server.pem
tls_server_key: @certificates@/server.pem
lmtp_downcase_rcpt: yes
lmtpsocket: @folder@/config/lmtp
idlesocket: @folder@/config/idle
notifysocket: @folder@/config/notify
duplicatesuppression: no
syslog_prefix: cyrus
"""

CYRUS_CONF = """
START {
  recover cmd="@bin@/ctl_cyrusdb -C @folder@/imapd.conf -r"
}
SERVICES {
  imaps cmd="@bin@/imapd -C @folder@/imapd.conf -s -U 30" listen="127.0.0.1:@imap@" prefork=1
  lmtp cmd="@bin@/lmtpd -C @folder@/imapd.conf -a" listen="127.0.0.1:@lmtp@" prefork=1
}
DAEMON {
  idled cmd="@bin@/idled -C @folder@/imapd.conf"
}
EVENTS {
}
"""

EXIM_CONF = """
primary_hostname = mx.exim.test
domainlist local_domains = exim.test
spool_directory = @folder@/exim
log_file_path = @folder@/exim/%slog
pid_file_path = @folder@/exim/exim.pid
daemon_smtp_ports = @smtp@
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = @certificates@/server.pem
tls_privatekey = @certificates@/server.pem
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
keep_environment =
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept

begin acl
check_rcpt:
  deny !authenticated = *
       message = authentication required
  defer local_parts = later
        message = greylisted, try again later
  accept domains = +local_domains
         verify = recipient
  deny message = no such mailbox here

begin routers
mailboxes:
  driver = accept
  domains = +local_domains
  local_parts = jane : later
  local_part_suffix = +*
  local_part_suffix_optional
  transport = cyrus

begin transports
cyrus:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  port = @lmtp@
  allow_localhost
  hosts_avoid_tls = *
  hosts_try_fastopen = :
  rcpt_include_affixes = false

begin retry
* * F,1h,1m

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{or{{eq{$auth2}{jane}}{eq{$auth2}{jane@exim.test}}}}{eq{$auth3}{@password@}}}}
  server_set_id = $auth2
"""
