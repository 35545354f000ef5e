/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failed handshakes in words for people. Guarantees: the words are ours, none
 * is taken from the peer's certificate or messages. Reads the calling
 * thread's error queue and nothing else; any thread.
 */
#include "tls/context.h"
#include "tls/upstream.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

struct words {
	int code;
	const char *text;
};

static const struct words verify_words[] = {
	{X509_V_ERR_CERT_HAS_EXPIRED, "certificate has expired"},
	{X509_V_ERR_CERT_NOT_YET_VALID, "certificate is not yet valid"},
	{X509_V_ERR_HOSTNAME_MISMATCH, "certificate is for another name"},
	{X509_V_ERR_IP_ADDRESS_MISMATCH, "certificate is for another address"},
	{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self-signed certificate"},
	{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	 "self-signed certificate in chain: its root is not trusted"},
	{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "issuer is not trusted"},
	{X509_V_ERR_CERT_UNTRUSTED, "issuer is not trusted"},
	{X509_V_ERR_CERT_REJECTED, "root rejects this use of the certificate"},
	{X509_V_ERR_CERT_REVOKED, "certificate has been revoked"},
	{X509_V_ERR_CERT_SIGNATURE_FAILURE,
	 "signature of the certificate does not hold"},
	{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
	 "issuer's key cannot be read"},
	{X509_V_ERR_INVALID_CA,
	 "an issuer in the chain is not a certification authority"},
	{X509_V_ERR_INVALID_NON_CA, "certificate is not for a server"},
	{X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
	 "an issuer in the chain may not sign certificates"},
	{X509_V_ERR_PATH_LENGTH_EXCEEDED,
	 "chain is longer than its CA permits"},
	{X509_V_ERR_CERT_CHAIN_TOO_LONG, "chain is too long"},
	{X509_V_ERR_INVALID_PURPOSE, "certificate is not for a server"},
	{X509_V_ERR_PERMITTED_VIOLATION, "name is outside what the CA may "
					 "certify"},
	{X509_V_ERR_EXCLUDED_VIOLATION, "name is outside what the CA may "
					"certify"},
	{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
	 "certificate has an unknown critical extension"},
	{X509_V_ERR_EE_KEY_TOO_SMALL, "key of the certificate is too weak"},
	{X509_V_ERR_CA_KEY_TOO_SMALL, "key of an issuer is too weak"},
	{X509_V_ERR_CA_MD_TOO_WEAK,
	 "signature algorithm of the chain is too weak"},
	{X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD,
	 "validity of the certificate cannot be read"},
	{X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD,
	 "validity of the certificate cannot be read"},
};

/* The peer's alerts (RFC 8446 section 6.2) and what OpenSSL notices itself. */
static const struct words handshake_words[] = {
	{SSL_R_UNEXPECTED_EOF_WHILE_READING,
	 "connection closed during handshake"},
	{SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
	 "origin refused: alert handshake_failure"},
	{SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER,
	 "origin refused: alert illegal_parameter"},
	{SSL_R_SSLV3_ALERT_UNEXPECTED_MESSAGE,
	 "origin refused: alert unexpected_message"},
	{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,
	 "origin refused: alert bad_certificate"},
	{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,
	 "origin refused: alert certificate_unknown"},
	{SSL_R_SSLV3_ALERT_BAD_RECORD_MAC,
	 "origin refused: alert bad_record_mac"},
	{SSL_R_TLSV1_ALERT_UNKNOWN_CA, "origin refused: alert unknown_ca"},
	{SSL_R_TLSV1_ALERT_ACCESS_DENIED,
	 "origin refused: alert access_denied"},
	{SSL_R_TLSV1_ALERT_DECODE_ERROR, "origin refused: alert decode_error"},
	{SSL_R_TLSV1_ALERT_DECRYPT_ERROR,
	 "origin refused: alert decrypt_error"},
	{SSL_R_TLSV1_ALERT_INTERNAL_ERROR,
	 "origin refused: alert internal_error"},
	{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
	 "origin refused: alert protocol_version (it speaks neither TLS 1.2 "
	 "nor 1.3)"},
	{SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY,
	 "origin refused: alert insufficient_security"},
	{SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK,
	 "origin refused: alert inappropriate_fallback"},
	{SSL_R_TLSV1_UNRECOGNIZED_NAME,
	 "origin refused: alert unrecognized_name"},
	{SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
	 "origin wants a client certificate"},
	{SSL_R_TLSV13_ALERT_MISSING_EXTENSION,
	 "origin refused: alert missing_extension"},
	{SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL,
	 "origin does not speak HTTP/1.1 (alert no_application_protocol)"},
	{SSL_R_UNSUPPORTED_PROTOCOL,
	 "origin speaks neither TLS 1.2 nor TLS 1.3"},
	{SSL_R_WRONG_SSL_VERSION, "origin speaks neither TLS 1.2 nor TLS 1.3"},
	{SSL_R_WRONG_VERSION_NUMBER, "origin does not speak TLS"},
	{SSL_R_PACKET_LENGTH_TOO_LONG, "origin does not speak TLS"},
	{SSL_R_HTTP_REQUEST, "origin does not speak TLS"},
	{SSL_R_DH_KEY_TOO_SMALL, "key exchange of the origin is too weak"},
	{SSL_R_NO_CIPHERS_AVAILABLE, "no cipher in common"},
	{SSL_R_WRONG_SIGNATURE_TYPE, "signature of the handshake is too weak"},
	{SSL_R_BAD_SIGNATURE, "signature of the handshake does not hold"},
};

static const char *
find(const struct words *table, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].code == code)
			return table[i].text;
	return NULL;
}

/* An unknown issuer has three faces. */
static const char *
unknown_issuer(const struct upstream_session *s)
{
	if (s != NULL && s->leaf_is_issuer)
		return "self-signed certificate";
	if (s != NULL && s->n_presented <= 1)
		return "issuer is not trusted (or the origin did not send the "
		       "certificates in between)";
	return "issuer is not trusted";
}

static void
word_verification(const struct upstream_session *s, int code, struct why *why)
{
	const char *text =
		code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
				code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
			? unknown_issuer(s)
			: find(verify_words,
			       sizeof(verify_words) / sizeof(verify_words[0]),
			       code);
	if (text == NULL)
		text = X509_verify_cert_error_string(code);
	bool issuer = s != NULL && s->verify_depth > 0 &&
		      (code == X509_V_ERR_CERT_HAS_EXPIRED ||
		       code == X509_V_ERR_CERT_NOT_YET_VALID);
	why_set(why, ERR_VERIFY, "%s%s", text, issuer ? " (an issuer's)" : "");
}

bool
upstream_tls_failure(SSL *ssl, struct why *why)
{
	int system = errno;
	const struct upstream_session *s = upstream_session_of(ssl);
	long verify = SSL_get_verify_result(ssl);
	unsigned long error = ERR_peek_last_error();
	int reason =
		ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
	ERR_clear_error();
	if (verify != X509_V_OK &&
	    (error == 0 || reason == SSL_R_CERTIFICATE_VERIFY_FAILED)) {
		word_verification(s, (int)verify, why);
		return true;
	}
	const char *text = find(
		handshake_words,
		sizeof(handshake_words) / sizeof(handshake_words[0]), reason);
	if (text == NULL && error != 0)
		text = ERR_reason_error_string(error);
	if (text == NULL)
		text = system == ECONNRESET
			       ? "connection reset during handshake"
			       : "connection closed during "
				 "handshake";
	why_set(why, ERR_UNAVAILABLE, "%s", text);
	return false;
}

bool
tls_client_distrusts(void)
{
	unsigned long error = ERR_peek_last_error();
	if (ERR_GET_LIB(error) != ERR_LIB_SSL)
		return false;
	switch (ERR_GET_REASON(error)) {
	case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
	case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
		return true;
	default:
		return false;
	}
}
