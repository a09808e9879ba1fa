package org.fieldbeam.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "s3://AKIA1:SeCrEt@bucket/out => s3://AKIA1:***@bucket/out",
        "s3://AKIA1:Se/Cr+Et@bucket/out => s3://AKIA1:***@bucket/out",
        "s3a://AKIA1:12/34@bucket => s3a://AKIA1:***@bucket",
        "hdfs://me:pass@node:8020/user => hdfs://me:***@node:8020/user",
        "hdfs://me:p@ss@node/user => hdfs://me:***@node/user",
        "HTTPS://me:pass@host => HTTPS://me:***@host",
        "https://ghp_token@host/x => https://***@host/x",
        "where: s3://a:b@x and s3://c:d@y => where: s3://a:***@x and s3://c:***@y",
        "s3://a:b@x,s3://c:d@y => s3://a:***@x,s3://c:***@y",
        "https://h/x?X-Amz-Signature=abc&n=1 => https://h/x?X-Amz-Signature=***&n=1",
        "https://h/x?n=1&sig=a%2Bb#f => https://h/x?n=1&sig=***#f",
        "https://h/x?n=1&amp;token=abc => https://h/x?n=1&amp;token=***",
        "https://h/x?AWSAccessKeyId=AK&Expires=3 => https://h/x?AWSAccessKeyId=***&Expires=3",
        "--awsSecretKey=abc --awsRegion=eu => --awsSecretKey=*** --awsRegion=eu",
        "{\"awsAccessKeyId\":\"AK\",\"awsSecretKey\": \"abc\"} =>"
            + " {\"awsAccessKeyId\":\"***\",\"awsSecretKey\": \"***\"}",
        "&quot;secret&quot;:&quot;abc&quot; => &quot;secret&quot;:&quot;***&quot;",
      })
  void secretsAreHidden(String text, String masked) {
    assertEquals(masked, Secrets.mask(text));
    assertEquals(masked, Secrets.mask(masked), "once is enough");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://node:8020/user/me@home/out",
        "hdfs://node:8020",
        "s3://bucket/run@3/hmc",
        "s3://bucket/a:b/c",
        "/data/a:b@c",
        "p.yaml:3:14: a is -1 (allowed: a number)",
        "startKey: same, kappa=0.26",
        "https://example.org/?page=2&sort=key",
        "the token: a word",
        "at 10:30, see http://127.0.0.1:8081/#/job/1",
      })
  void allElseStays(String text) {
    assertEquals(text, Secrets.mask(text));
  }

  /** Words of a hostile file, of 200,000 characters; the bound of time only ends what hangs. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "token", "s3://a:b", "k=", "?key", "x/", ":", "=", "s3://", "a@"})
  @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void longWordsEnd(String part) {
    String word = part.repeat(200_000 / part.length());
    for (String text : List.of(word + ":=", "s3://a:" + word, "a://" + word + "=", ":?" + word)) {
      assertTrue(Secrets.mask(text).length() <= 2 * text.length());
    }
    String message = UserException.of(word).where(word).given(word).build().getMessage();
    assertTrue(message.length() < 20_000, () -> message.length() + " characters");
  }

  @Test
  void errorsAndTheirCausesHideThem() {
    UserException e =
        UserException.of("cannot read: s3://a:b/c@x").where("s3://a:b/c@x").given("y").build();
    assertFalse(e.getMessage().contains("b/c"), e.getMessage());
    assertFalse(new UserException("s3://a:b/c@x").getMessage().contains("b/c"));
  }
}
