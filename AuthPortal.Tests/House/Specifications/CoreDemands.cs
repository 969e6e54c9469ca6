using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Certification;
using AuthPortal.Tests.Clients;
using AuthPortal.Tests.Components;
using AuthPortal.Tests.Consent;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Hosting;
using AuthPortal.Tests.Protocol;
using AuthPortal.Tests.Registration;
using AuthPortal.Tests.Security;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.House.Specifications;

/// <summary>OAuth itself: RFC 6749, what took its place in OAuth 2.1, and PKCE.</summary>
internal static class CoreDemands
{
    public static readonly Demand[] All =
    [
        .. Demand.Of(
            "RFC 6749",
            ("2.3", "one way to authenticate at a time",
                nameof(ClientAssertionTests.Rfc6749_S2_3_two_ways_at_once_are_refused)),
            ("2.3", "no two ways, header and form", nameof(Rfc6749TokenTests.Two_ways_to_authenticate_at_once_are_invalid_request)),
            ("2.3.1", "HTTP Basic is supported, encoded", nameof(Rfc6749TokenTests.A_secret_with_characters_that_Basic_must_encode_works)),
            ("2.3.1", "no credential in the request URI", nameof(BadInputTests.What_stands_in_the_query_counts_for_nothing)),
            ("2.3.1", "guesses of a secret are limited",
                nameof(FailureLimitTests.A_client_that_fails_too_often_gets_429_as_json_and_others_are_not_stopped)),
            ("3.1", "GET is supported, and nothing but GET and POST", nameof(BadAuthorizeInputTests.Only_GET_and_POST_are_there)),
            ("3.1", "no parameter twice", nameof(Rfc6749AuthorizeTests.Another_parameter_sent_twice_is_invalid_request)),
            ("3.1", "what has no value counts as omitted",
                nameof(BadAuthorizeInputTests.An_empty_parameter_that_is_not_needed_counts_as_left_out)),
            ("3.1", "unknown parameters are ignored", nameof(Rfc6749AuthorizeTests.Parameters_that_nobody_knows_are_ignored)),
            ("3.1.1", "a missing or unknown response_type is an error",
                nameof(Rfc6749AuthorizeTests.A_wrong_parameter_is_answered_with_its_error)),
            ("3.1.1", "the order of its words means nothing",
                nameof(AuthorizeRefusalTests
                    .Jarm_Section_2_3_1_tokens_are_not_put_into_a_query_even_signed_and_Rfc6749_3_1_1_order_means_nothing)),
            ("3.1.2", "absolute, without a fragment", nameof(RegistrationRulesTests.These_are_refused)),
            ("3.1.2", "a registered query is kept", nameof(RedirectUriRequestTests.A_registered_query_is_kept)),
            ("3.1.2.2", "clients register their redirect URIs",
                nameof(Rfc7591RegistrationTests.S3_2_2_what_is_wrong_is_refused_and_nothing_is_stored)),
            ("3.1.2.3", "several registered: the request names one",
                nameof(RedirectUriRequestTests.A_missing_redirect_uri_is_shown_when_two_are_registered)),
            ("3.1.2.4", "no redirect to an unproven address",
                nameof(RedirectUriRequestTests.An_unproven_client_or_redirect_uri_is_shown_and_never_followed)),
            ("3.1.2.4", "nor to one that is not text", nameof(RedirectUriRequestTests.A_client_or_redirect_uri_that_is_not_text_is_shown)),
            ("3.2", "POST alone", nameof(Rfc6749TokenTests.Only_POST_is_allowed)),
            ("3.2", "no parameter twice", nameof(BadInputTests.A_parameter_that_is_repeated_or_not_text_is_invalid_request)),
            ("3.2", "unknown parameters are ignored",
                nameof(ClientImpersonationTests.What_nobody_knows_is_ignored_at_the_token_endpoint)),
            ("3.2.1", "confidential clients authenticate",
                nameof(ClientImpersonationTests.A_confidential_clients_tokens_need_its_secret_everywhere)),
            ("3.3", "a malformed or unknown scope is refused",
                nameof(ScopeTakenBackTests.A_scope_that_names_none_or_is_not_one_is_invalid_scope)),
            ("3.3", "a missing scope has a default or fails",
                nameof(Rfc6749AuthorizeTests.A_missing_scope_without_a_registered_one_is_invalid_scope)),
            ("3.3", "another scope than asked for is told",
                nameof(ConsentTests.An_unticked_scope_is_left_out_and_not_asked_for_again)),
            ("4.1.1", "the person decides", nameof(ConsentPageTests.Neither_allow_nor_deny_decides_nothing)),
            ("4.1.2", "a code is used once, and its replay ends what it gave",
                nameof(Rfc6749TokenTests.A_code_is_refused_the_second_time_and_what_it_gave_is_dead)),
            ("4.1.2", "of parallel uses one succeeds",
                nameof(TokenRaceTests.Of_parallel_redemptions_of_one_code_exactly_one_succeeds)),
            ("4.1.2", "a code expires", nameof(Rfc6749TokenTests.An_expired_code_is_refused)),
            ("4.1.2", "state comes back exactly",
                nameof(Rfc6749AuthorizeTests.A_code_is_sent_to_the_redirect_uri_with_the_exact_state)),
            ("4.1.2.1", "errors carry the RFC's names and characters",
                nameof(BadAuthorizeInputTests.A_parameter_that_is_missing_empty_long_or_wrong_gets_its_own_error)),
            ("4.1.2.1", "a client without the grant is unauthorized_client",
                nameof(Rfc6749AuthorizeTests.A_client_without_the_code_grant_is_unauthorized_client)),
            ("4.1.2.1", "a no is access_denied", nameof(ConsentTests.Denying_is_access_denied_and_nothing_is_allowed)),
            ("4.1.3", "a code belongs to its client",
                nameof(Rfc6749TokenTests.A_code_of_another_client_is_refused_and_stays_good_for_its_own)),
            ("4.1.3", "and to its redirect_uri", nameof(Rfc6749TokenTests.Another_redirect_uri_is_refused_and_spends_the_code)),
            ("4.2.1", "a client registered for it alone",
                nameof(FrontChannelAnswerTests.A_client_that_is_not_registered_for_it_gets_nothing)),
            ("4.2.2", "no refresh token in the implicit grant",
                nameof(FrontChannelAnswerTests.Core_S11_offline_access_is_ignored_where_no_code_comes_back)),
            ("4.3.2", "guesses of a password are limited", nameof(PasswordGrantTests.Guesses_lock_the_account_4_3_2)),
            ("4.3.2", "both parameters are required", nameof(PasswordGrantTests.A_missing_parameter_is_invalid_request_4_3_2)),
            ("4.3.2", "a wrong password is invalid_grant",
                nameof(PasswordGrantTests.A_wrong_name_and_a_wrong_password_are_alike_invalid_grant_5_2)),
            ("4.4", "confidential clients only", nameof(Rfc6749TokenTests.A_public_client_gets_no_token_for_itself)),
            ("4.4.3", "no refresh token for a client itself",
                nameof(TokenRefusalTests.Rfc6749_Section_4_4_3_a_client_that_acts_for_itself_gets_no_refresh_token)),
            ("5.1", "no-store on all that has a token",
                nameof(AnswerHeaderTests.No_answer_with_a_token_or_about_one_is_kept_or_readable_with_credentials)),
            ("5.2", "401 with a challenge for a failed header", nameof(Rfc6749TokenTests.A_wrong_secret_is_401_with_a_challenge)),
            ("5.2", "each error by its name", nameof(Rfc6749TokenTests.Bad_input_gets_the_error_of_the_RFC_and_changes_nothing)),
            ("6", "a refresh token belongs to its client",
                nameof(RefreshRotationTests.Another_client_can_neither_use_a_refresh_token_nor_kill_it)),
            ("6", "never a wider scope", nameof(RefreshRotationTests.A_refresh_never_widens_and_the_token_stays_good)),
            ("6", "a successor keeps the scope",
                nameof(RefreshRotationTests.A_refresh_may_narrow_and_its_successor_keeps_the_original_scopes)),
            ("10.3", "no credential passes for another",
                nameof(ClientImpersonationTests.One_kind_of_credential_is_never_taken_for_another)),
            ("10.4", "a public client's refresh tokens are guarded by rotation",
                nameof(RefreshRotationTests.A_used_token_after_the_window_kills_the_family)),
            ("10.10", "codes can't be guessed", nameof(OpTokenTests.Oidcc_server)),
            ("10.12", "no forged answer of the person", nameof(CsrfTests.No_form_without_this_browsers_token_changes_anything)),
            ("10.13", "no page can be framed", nameof(AnswerHeaderTests.No_page_of_the_journey_can_be_framed_or_kept)),
            ("10.14", "input is sanitized", nameof(BadAuthorizeInputTests.A_parameter_that_is_repeated_or_not_text_is_refused)),
            ("10.15", "no open redirector",
                nameof(Rfc9700RedirectTests.Section_4_11_2_no_address_that_nobody_registered_is_led_to_by_any_endpoint)),
            ("10.16", "a token says whose it is",
                nameof(Rfc9700CodeTests.Section_4_6_an_access_token_of_another_app_says_so_to_the_app_it_is_put_into))),
        .. Demand.Of(
            "OAuth 2.1",
            ("1.5", "https, or http on a loopback address", nameof(SettingsTests.A_wrong_setting_is_named_with_the_mend)),
            ("2.3.1", "redirect URIs compared letter by letter, no patterns",
                nameof(Rfc9700RedirectTests.Section_4_1_3_no_pattern_can_be_registered)),
            ("2.4", "a client is never let down to less than it registered",
                nameof(ClientAssertionTests.A_client_that_signs_gets_nothing_for_a_secret_and_the_other_way_round)),
            ("4.1.1", "a request without a challenge is refused", nameof(Rfc7636AuthorizeTests.A_public_client_without_a_challenge_is_refused)),
            ("4.1.3", "no verifier where none was announced", nameof(Rfc7636PkceTests.A_verifier_without_a_challenge_is_refused)),
            ("4.3.1", "rotated or bound refresh tokens of public clients", nameof(RefreshRotationTests.A_public_client_rotates_too)),
            ("5.2", "no access token in the query", nameof(OidcUserInfoTests.A_token_in_the_query_counts_as_none)),
            ("7.5.2", "no 307 of what has a password", nameof(Rfc9700RedirectTests.Section_4_12_a_password_is_never_posted_on_to_the_app)),
            ("10.1", "no implicit grant", nameof(Rfc9700RedirectTests.Section_4_1_2_no_token_is_put_where_an_open_redirector_would_carry_it_on)),
            ("10.1", "no password grant", nameof(PasswordGrantTests.It_is_not_there_while_the_legacy_grants_are_off))),
        .. Demand.Of(
            "RFC 7636",
            ("4.1", "a verifier of 43 to 128 unreserved characters", nameof(PkceTests.A_verifier_has_43_to_128_characters)),
            ("4.2", "S256 is supported", nameof(OpTokenTests.Oidcc_ensure_request_with_valid_pkce_succeeds)),
            ("4.3", "only a well-formed S256 challenge",
                nameof(Rfc7636AuthorizeTests.Anything_but_a_well_formed_S256_challenge_is_invalid_request)),
            ("4.4", "the challenge is kept with the code", nameof(Rfc6749AuthorizeTests.A_code_keeps_what_the_request_said)),
            ("4.6", "a wrong or missing verifier is invalid_grant",
                nameof(Rfc7636PkceTests.A_wrong_or_missing_verifier_is_refused_and_spends_the_code)),
            ("7.2", "no downgrade", nameof(Rfc9700CodeTests.Section_4_8_a_request_made_weaker_on_its_way_gets_no_code))),
    ];

    public static readonly Moot[] WithoutTest =
    [
        .. Moot.Of(
            "RFC 6749",
            ("3.1.2.1", "TLS at the redirect URI binds the client; http is registered for loopback addresses alone (3.1.2)"),
            ("4.1.2", "that a client ignores what it does not know binds the client"),
            ("8", "names of extensions bind their authors"),
            ("10.7", "the password grant is off unless a setting turns it on"),
            ("10.11", "phishing: what people are told binds no wire")),
        .. Moot.Of(
            "OAuth 2.1",
            ("4.1.3", "redirect_uri at /token: whoever sent one to /authorize repeats it (RFC 6749 §4.1.3), as 10.2 asks of servers for both"),
            ("8", "what native apps and apps in browsers must do binds them")),
        .. Moot.Of("RFC 7636", ("4.1", "entropy of verifiers binds the client"), ("4.4.1", "plain is not offered, so none can be downgraded to")),
    ];
}
